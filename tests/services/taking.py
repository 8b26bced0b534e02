"""Words for taking things out of one registry and into another."""

from io import BytesIO

from registry.services.documents import read_json_lines, write_json_lines
from registry.services.export import Export
from registry.services.import_ import Import


def exported(services, store, **options):
    stream = BytesIO()
    list(write_json_lines(Export(services, store, **options).entities(), stream))
    return stream.getvalue().decode()


def taken(store, text, **options):
    importing = Import(store, actor="eve", note="a file", **options)
    return [str(verdict) for verdict in importing.run(read_json_lines(BytesIO(text.encode())))]
