"""What the names of a map's entries may be, for offering and telling; validity never depends on it."""

from dataclasses import dataclass

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.scope import AppliedSchema, Collector, Scope, mapping
from streamlit_jsonschema_form.model.values import ABSENT


@dataclass(frozen=True, slots=True)
class KeyRule:
    """What is said of the names.

    Attributes:
        names: all that are allowed, where they are listed.
        patterns: what they match: each of `propertyNames`, or one of those with a rule of their own.
        most: how many entries there may be.
    """

    names: tuple[str, ...] | None = None
    patterns: tuple[str, ...] = ()
    most: int | None = None


def key_rule(context: FormContext, scope: Scope) -> KeyRule:
    """Gather what is said of the names of an object's entries."""
    ruling = tuple(
        AppliedSchema(schema, sub.resolver)
        for sub in scope.subs
        if isinstance(schema := sub.keywords.get("propertyNames"), dict)
    )
    inner = Collector(context.document, ABSENT, lambda _: None).collect(ruling)
    options = context.info(inner).options if ruling else None
    names = None if options is None else tuple(o.value for o in options if isinstance(o.value, str))
    patterns = [str(sub.keywords["pattern"]) for sub in inner.subs if "pattern" in sub.keywords]
    closed = any(sub.keywords.get("additionalProperties") is False for sub in scope.subs)
    if closed:
        patterns += [p for sub in scope.subs for p in mapping(sub, "patternProperties")]
    counts = (sub.keywords.get("maxProperties") for sub in scope.subs)
    most = min((int(n) for n in counts if isinstance(n, (int, float))), default=None)
    return KeyRule(names, tuple(dict.fromkeys(patterns)), most)


def free_name(rule: KeyRule, taken: frozenset[str]) -> str | None:
    """Return a name for one more entry; None when there can be none."""
    if rule.most is not None and len(taken) >= rule.most:
        return None
    if rule.names is not None:
        return next((name for name in rule.names if name not in taken), None)
    names = ("key", *(f"key{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
