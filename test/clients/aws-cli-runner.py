"""Gives the calls that it reads to the aws CLI, and writes what came of each: JSON in, JSON out.

The CLI is called within one process: starting it takes longer than all that it is asked to do.
"""

import contextlib
import io
import json
import os
import re
import sys
import tempfile

from awscli.clidriver import create_clidriver
from botocore import xform_name

driver = create_clidriver()
known = driver.create_help_command().command_table["lambda"].create_help_command().command_table
folder = tempfile.mkdtemp()
out_file = os.path.join(folder, "out")
in_file = os.path.join(folder, "in")


def main():
    json.dump([run(call) for call in json.load(sys.stdin)], sys.stdout)


def run(call):
    command = xform_name(call["operation"], "-")
    if command not in known:
        return {"unsupported": f"this aws CLI has no {command}"}
    arguments = ["--endpoint-url", os.environ["ENDPOINT"], "--output", "json", "lambda", command]
    for name, value in call["input"].items():
        arguments += ["--" + xform_name(name, "-"), argument_of(name, value)]
    if command == "invoke":
        arguments.append(out_file)
    return answer_of(arguments)


def answer_of(arguments):
    stdout, stderr = io.StringIO(), io.StringIO()
    open(out_file, "wb").close()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = driver.main(arguments)
    if code != 0:
        return {"error": failure(stderr.getvalue(), code)}
    text = stdout.getvalue().strip()
    result = json.loads(text) if text else {}
    if arguments[-1] == out_file:
        with open(out_file, encoding="utf8") as file:
            result["Payload"] = file.read()
    return {"result": result}


def argument_of(name, value):
    if name in ("Payload", "InvokeArgs"):
        with open(in_file, "wb") as file:
            file.write(bytes_of(value))
        # `invoke-async` takes the name of a file.
        return in_file if name == "InvokeArgs" else f"fileb://{in_file}"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def bytes_of(value):
    if "size" in value:
        return b'"' + b"x" * (value["size"] - 2) + b'"'
    return value["text"].encode()


def failure(text, code):
    match = re.search(r"An error occurred \((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)", text, re.S)
    if match is None:
        return {"name": f"exit code {code}", "message": text.strip()}
    return {"name": match[1], "message": match[2].strip()}


main()
