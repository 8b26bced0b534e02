"""The editor of templates: new, based on another one, or a new version."""

from registry.errors import NotFound
from registry.ui import form_draft, links, session, template_draft, template_editor

services, workspace = session.services(), session.workspace()
try:
    template_editor.draw(services, template_draft.current(services, workspace))
except NotFound as error:
    form_draft.draw_missing(error, links.new_template_link(workspace), links.TEMPLATES)
