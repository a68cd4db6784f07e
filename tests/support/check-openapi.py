#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks an OpenAPI 3.1 document, and that answers are as it says.

usage: check-openapi.py DOCUMENT [EXCHANGES [--some]]

EXCHANGES has one JSON object a line: {"operation", "status", "type", "headers": {...}, "body"}, where
operation is an operationId and body is text. With it, every operation must occur with its success,
but for --some.
Prints what is wrong, one thing a line, and leaves with 1.
"""
import json
import re
import sys

import jsonschema

METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
PLACES = {"path", "query", "header", "cookie"}
TEMPLATE = re.compile(r"\{([^}]+)\}")

problems = []


def wrong(where, what):
    problems.append(f"{where}: {what}")


def resolve(document, node):
    """What a reference points to, or the node itself."""
    while isinstance(node, dict) and "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def check_references(document, node, where):
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            try:
                resolve(document, node)
            except (KeyError, TypeError):
                wrong(where, f"{reference} leads nowhere")
        for key, value in node.items():
            check_references(document, value, f"{where}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            check_references(document, value, f"{where}/{index}")


def check_schema(schema, where):
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        wrong(where, f"no schema: {error.message}")


def check_content(content, where):
    for media_type, media in content.items():
        if not re.fullmatch(r"[\w*.+-]+/[\w*.+-]+", media_type):
            wrong(where, f"“{media_type}” is no media type")
        if "schema" in media:
            check_schema(media["schema"], f"{where} {media_type}")


def check_parameters(document, operation, template, where):
    seen = set()
    for parameter in operation.get("parameters", []):
        parameter = resolve(document, parameter)
        key = (parameter.get("in"), parameter.get("name"))
        if parameter.get("in") not in PLACES or not parameter.get("name"):
            wrong(where, f"parameter {key} is incomplete")
        if key in seen:
            wrong(where, f"parameter {key} twice")
        seen.add(key)
        if "schema" not in parameter:
            wrong(where, f"parameter {key} without schema")
        else:
            check_schema(parameter["schema"], f"{where} {key}")
        if parameter.get("in") == "path" and parameter.get("required") is not True:
            wrong(where, f"parameter {key} must be required")
    declared = sorted(name for place, name in seen if place == "path")
    if declared != sorted(TEMPLATE.findall(template)):
        wrong(where, f"path parameters are {declared}")


def check_responses(document, operation, where):
    responses = operation.get("responses")
    if not responses:
        wrong(where, "no responses")
        return
    if not any(re.fullmatch("2[0-9][0-9]", status) for status in responses):
        wrong(where, "no success")
    for status, response in responses.items():
        if status != "default" and not re.fullmatch("[1-5][0-9][0-9]", status):
            wrong(where, f"“{status}” is no status")
        response = resolve(document, response)
        if not isinstance(response.get("description"), str):
            wrong(where, f"{status} without description")
        check_content(response.get("content", {}), f"{where} {status}")


def check_document(document):
    if not re.fullmatch(r"3\.1\.\d+", document.get("openapi", "")):
        wrong("openapi", "not 3.1")
    for member in ("title", "version"):
        if not isinstance(document.get("info", {}).get(member), str):
            wrong("info", f"no {member}")
    check_references(document, document, "#")
    ids = set()
    schemes = document["components"]["securitySchemes"]
    for template, item in document["paths"].items():
        if not template.startswith("/"):
            wrong(template, "no path")
        for method, operation in item.items():
            where = f"{method} {template}"
            if method not in METHODS:
                wrong(where, "no method")
                continue
            if operation.get("operationId") in ids:
                wrong(where, "operationId is not its own")
            ids.add(operation.get("operationId"))
            if not operation.get("summary"):
                wrong(where, "no summary")
            check_parameters(document, operation, template, where)
            body = resolve(document, operation.get("requestBody", {"content": {}}))
            check_content(body["content"], where)
            check_responses(document, operation, where)
            for requirement in operation.get("security", []):
                for name in requirement:
                    if name not in schemes:
                        wrong(where, f"no security scheme {name}")
    for name, schema in document["components"]["schemas"].items():
        check_schema(schema, f"schema {name}")


def validate(document, schema, value):
    """The first thing in which the value is not as the schema says."""
    whole = {"$ref": "#/wanted", "components": document["components"], "wanted": schema}
    return next(jsonschema.Draft202012Validator(whole).iter_errors(value), None)


def check_answer(document, operation, exchange, where):
    status = str(exchange["status"])
    response = operation["responses"].get(status, operation["responses"].get("default"))
    if response is None:
        wrong(where, "a status that is not described")
        return
    response = resolve(document, response)
    headers = {name.lower(): value for name, value in exchange.get("headers", {}).items()}
    for name, header in response.get("headers", {}).items():
        if name.lower() not in headers:
            if status.startswith("2"):
                wrong(where, f"no {name}")
            continue
        value = headers[name.lower()]
        schema = resolve(document, header)["schema"]
        if schema.get("type") == "integer":
            value = int(value)
        error = validate(document, schema, value)
        if error is not None:
            wrong(where, f"{name}: {error.message}")
    content = response.get("content")
    if not content:
        if exchange["body"]:
            wrong(where, "a body that is not described")
        return
    media_type = exchange["type"].split(";")[0]
    media = content.get(media_type, content.get("*/*"))
    if media is None:
        wrong(where, f"{media_type} is not described")
    elif media_type.endswith("json") and "schema" in media:
        error = validate(document, media["schema"], json.loads(exchange["body"]))
        if error is not None:
            wrong(where, f"{'/'.join(map(str, error.absolute_path))}: {error.message}")


def check_exchanges(document, lines, are_all):
    operations = {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for operation in item.values()
    }
    succeeded = set()
    for line in lines:
        exchange = json.loads(line)
        where = f"{exchange['operation']} {exchange['status']}"
        operation = operations.get(exchange["operation"])
        if operation is None:
            wrong(where, "no such operation")
            continue
        if 200 <= exchange["status"] < 300:
            succeeded.add(exchange["operation"])
        check_answer(document, operation, exchange, where)
    for operation in sorted(operations.keys() - succeeded if are_all else []):
        wrong(operation, "was not seen to succeed")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    check_document(document)
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            check_exchanges(document, file, "--some" not in sys.argv[3:])
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
