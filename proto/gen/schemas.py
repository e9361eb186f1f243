"""JSON schemas of messages by the proto3 mapping as runtime/json has it. What comes in and what goes out differ: an
answer has every field (only an absent message is left out), a request obeys the field rules and holds nothing unknown.
So a message may become two schemas, "CasePaper" of answers and "CasePaperInput" of requests."""

TEXT_MAX = 2000  # defaults of runtime/json/rules.h
LIST_MAX = 100
KEY_MAX = 100


class Schemas:
    """Collects the components that are named while paths are written."""

    def __init__(self, model):
        self.model = model
        self.components = {}

    def answer(self, name):
        """Reference to the answer schema of a message."""
        return self._component(name, "", self._answer_object)

    def body(self, message, without):
        """Schema of a request's JSON object: the message without the fields that stand in the path."""
        return self._request_object(message, without)

    def parameter(self, field):
        """Schema of a path variable or query parameter."""
        return self._ruled(field)

    def _component(self, name, suffix, make):
        key = self.model.messages[name].short.replace(".", "") + suffix
        if key not in self.components:
            self.components[key] = {}  # holds the place while its fields are made
            self.components[key] = make(self.model.messages[name])
        return {"$ref": f"#/components/schemas/{key}"}

    def _enum(self, name, suffix):
        enum = self.model.enums[name]
        key = enum.name.split(".", 1)[1].removesuffix(".Enum").replace(".", "") + suffix
        owner = self.model.messages.get(name.removesuffix(".Enum"))
        values = [value for value, number, _ in enum.values if number or not suffix]
        self.components[key] = _described({"type": "string", "enum": values}, enum.comment or (owner and owner.comment))
        return {"$ref": f"#/components/schemas/{key}"}

    def _answer_object(self, message):
        fields = {f.json: _described(self._answer_field(f), f.comment) for f in message.fields}
        required = [f.json for f in message.fields if not (f.kind == "message" and not f.repeated) and not f.oneof]
        schema = {"type": "object", "properties": fields}
        if required:
            schema["required"] = required
        return _described(schema, message.comment)

    def _answer_field(self, field):
        if field.kind == "map":
            return {"type": "object", "additionalProperties": {"type": "string"}}
        if field.kind == "message":
            one = self.answer(field.type)
        elif field.kind == "enum":
            one = self._enum(field.type, "")
        else:
            one = _plain(field.kind)
        return {"type": "array", "items": one} if field.repeated else one

    def _input_object(self, message):
        return self._request_object(message, ())

    def _request_object(self, message, without):
        fields = [f for f in message.fields if f.name not in without]
        schema = {"type": "object", "properties": {f.json: _described(self._ruled(f), _words(f)) for f in fields}}
        required = [f.json for f in fields if f.rule.required]
        if required:
            schema["required"] = required
        schema["additionalProperties"] = False
        return _described(schema, message.comment)

    def _ruled(self, field):
        """A field of a request with its rule."""
        rule = field.rule
        if field.kind == "map":
            return {"type": "object", "maxProperties": rule.max or LIST_MAX,
                    "propertyNames": {"type": "string", "minLength": 1, "maxLength": KEY_MAX},
                    "additionalProperties": {"type": "string", "maxLength": TEXT_MAX}}
        if field.repeated:
            return {"type": "array", "items": self._entry(field), **({"minItems": rule.min} if rule.min else {}),
                    "maxItems": rule.max or LIST_MAX}
        if field.kind == "int" and (rule.min or rule.max):
            return {**_plain("int"), "minimum": rule.min, **({"maximum": rule.max} if rule.max else {})}
        if field.kind == "text":
            return _text(rule)
        return self._entry(field)

    def _entry(self, field):
        if field.kind == "message":
            return self._component(field.type, "Input", self._input_object)
        if field.kind == "enum":
            return self._enum(field.type, "Input")
        if field.kind == "text":
            return {"type": "string", "maxLength": TEXT_MAX, **_pattern(field.rule, empty=True)}
        return _plain(field.kind)


def _text(rule):
    least = {"minLength": 1} if rule.required else {}
    return {"type": "string", **least, "maxLength": rule.max or TEXT_MAX, **_pattern(rule, empty=not rule.required)}


def _pattern(rule, empty):
    """What need not be there may be the empty text, whatever the pattern."""
    if not rule.like:
        return {}
    return {"pattern": f"^({rule.like})?$" if empty else f"^({rule.like})$"}


def _plain(kind):
    return {"text": {"type": "string"}, "bool": {"type": "boolean"}, "int": {"type": "integer", "format": "int32"},
            "long": {"type": "string", "pattern": "^-?[0-9]+$"}, "bytes": {"type": "string", "contentEncoding": "base64"},
            "number": {"type": "number"}}[kind]


def _words(field):
    return "; ".join(text for text in (field.comment, field.rule.hint) if text)


def _described(schema, text):
    return {**schema, "description": text} if text else schema
