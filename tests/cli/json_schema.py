"""What in a JSON document is not as its JSON Schema says."""
import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def violations(document, schema, place="$"):
    """What in `document` is not as the JSON Schema says; knows the keywords that our schemas use."""
    def is_a(name):
        return isinstance(document, TYPES[name]) and not (name == "integer" and isinstance(document, bool))
    if "anyOf" in schema:
        if all(list(violations(document, option, place)) for option in schema["anyOf"]):
            yield f"{place}: fits no alternative: {document!r}"
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_a(name) for name in types):
        yield f"{place}: {document!r} is no {types}"
        return
    if "const" in schema and document != schema["const"] or document not in schema.get("enum", [document]):
        yield f"{place}: {document!r} is not allowed"
    if isinstance(document, str) and not re.search(schema.get("pattern", ""), document):
        yield f"{place}: {document!r} does not match"
    if isinstance(document, int) and document < schema.get("minimum", document):
        yield f"{place}: {document} is too small"
    if isinstance(document, list):
        for number, item in enumerate(document):
            yield from violations(item, schema.get("items", {}), f"{place}[{number}]")
    if isinstance(document, dict):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in document:
                yield f"{place}: {name} is missing"
        for name, value in document.items():
            if name in properties:
                yield from violations(value, properties[name], f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{place}: {name} is unknown"
