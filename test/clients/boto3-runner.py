"""Sends the calls that it reads with boto3, and writes what came of each: JSON in, JSON out."""

import json
import os
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

client = boto3.client(
    "lambda",
    endpoint_url=os.environ["ENDPOINT"],
    # No second attempt: each answer is to be seen. Names are for the service to refuse.
    config=Config(retries={"max_attempts": 0}, parameter_validation=False, read_timeout=50),
)
blobs = {"Payload", "InvokeArgs"}


def main():
    json.dump([run(call) for call in json.load(sys.stdin)], sys.stdout)


def run(call):
    operation = getattr(client, xform_name(call["operation"]), None)
    if operation is None:
        return {"unsupported": f"boto3 {boto3.__version__} has no {call['operation']}"}
    try:
        answer = operation(**{name: value_of(name, value) for name, value in call["input"].items()})
    except ClientError as error:
        return {"error": failure(error)}
    except ParamValidationError as error:
        return {"error": {"name": "ParamValidationError", "message": str(error)}}
    status = answer.pop("ResponseMetadata")["HTTPStatusCode"]
    return {"status": status, "result": {name: shown(value) for name, value in answer.items()}}


def value_of(name, value):
    if name not in blobs:
        return value
    if "size" in value:
        return b'"' + b"x" * (value["size"] - 2) + b'"'
    return value["text"].encode()


def failure(error):
    name, message = (error.response["Error"][key] for key in ("Code", "Message"))
    more = {key: error.response[key] for key in ("Reason", "EC2ErrorCode") if key in error.response}
    return {
        "name": name,
        "message": message,
        "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        # An exception that the model has must be caught by its own class.
        "ownClass": type(error).__name__ == name if is_modelled(name) else None,
        **more,
    }


def is_modelled(name):
    try:
        getattr(client.exceptions, name)
        return True
    except AttributeError:
        return False


def shown(value):
    if hasattr(value, "read"):
        return value.read().decode()
    if hasattr(value, "__iter__") and not isinstance(value, (str, bytes, dict, list)):
        return streamed(value)
    return json.loads(json.dumps(value, default=str))


def streamed(events):
    payload, complete = b"", None
    for event in events:
        if "PayloadChunk" in event:
            payload += event["PayloadChunk"]["Payload"]
        else:
            complete = event["InvokeComplete"]
    return {"payload": payload.decode(), "complete": complete}


main()
