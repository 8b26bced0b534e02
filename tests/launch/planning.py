from registry.domain.template import TemplateInput
from registry.launch.compiled_schema import CompiledSchema
from registry.launch.plan import Launch, plan


def plan_launch(template: TemplateInput, parameters, **options) -> Launch:
    """Plan by the template's own schema."""
    schema = CompiledSchema(template.model_creation_parameters_schema)
    return plan(template, parameters, schema=schema, **options)
