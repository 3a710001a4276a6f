"""SQS and CloudWatch Logs of the local Lambda, as boto3 speaks to them. Prints "ok" or fails.

Told by the environment where to go: AWS_ENDPOINT_URL, AWS_REGION and credentials. The file that is
served has a function `works` with its successes sent to the queue `succeeded`, a function `fails`
with the dead-letter queue `dead`, and a queue `flaky` that gives up after one receive, to `dead`.
"""

import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

config = Config(region_name=os.environ["AWS_REGION"], retries={"total_max_attempts": 1})
lambda_, sqs, logs = (boto3.client(name, config=config) for name in ("lambda", "sqs", "logs"))


def same(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        same(error.response["Error"]["Code"], code)
        return error
    raise AssertionError(f"{call} was not refused")


def receive(url, **more):
    answer = sqs.receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"], **more
    )
    return answer.get("Messages", [])


def queues():
    url = sqs.create_queue(QueueName="boto", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    same(sqs.get_queue_url(QueueName="boto")["QueueUrl"], url)
    assert url in sqs.list_queues()["QueueUrls"]
    sent = sqs.send_message(
        QueueUrl=url,
        MessageBody="grüße",
        MessageAttributes={"Foo": {"DataType": "String", "StringValue": "Bar"}},
    )
    same(sent["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c")
    (message,) = receive(url)
    same(message["Body"], "grüße")
    same(message["MD5OfBody"], sent["MD5OfMessageBody"])
    same(message["MessageAttributes"]["Foo"]["StringValue"], "Bar")
    same(message["Attributes"]["ApproximateReceiveCount"], "1")
    entries = [{"Id": str(i), "MessageBody": str(i)} for i in range(3)]
    same(len(sqs.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]), 3)
    received = receive(url, MaxNumberOfMessages=10)
    same(len(received), 4)
    handles = [
        {"Id": str(i), "ReceiptHandle": each["ReceiptHandle"]} for i, each in enumerate(received)
    ]
    same(len(sqs.delete_message_batch(QueueUrl=url, Entries=handles)["Successful"]), 4)
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    same(attributes["ApproximateNumberOfMessages"], "0")
    sqs.purge_queue(QueueUrl=url)
    refused("AWS.SimpleQueueService.PurgeQueueInProgress", sqs.purge_queue, QueueUrl=url)
    missing = refused("AWS.SimpleQueueService.NonExistentQueue", receive, url=url + "-not")
    assert isinstance(missing, sqs.exceptions.QueueDoesNotExist)
    same(len(receive(url, WaitTimeSeconds=1)), 0)


def redrive():
    flaky = sqs.get_queue_url(QueueName="flaky")["QueueUrl"]
    dead = sqs.get_queue_url(QueueName="dead")["QueueUrl"]
    sqs.send_message(QueueUrl=flaky, MessageBody="poison")
    (message,) = receive(flaky)
    sqs.change_message_visibility(
        QueueUrl=flaky, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )
    (moved,) = receive(dead, WaitTimeSeconds=20)
    same(moved["MessageId"], message["MessageId"])
    assert moved["Attributes"]["DeadLetterQueueSourceArn"].endswith(":flaky")
    sqs.delete_message(QueueUrl=dead, ReceiptHandle=moved["ReceiptHandle"])


def events():
    asked = {"InvocationType": "Event", "Payload": b'{"n": 1}'}
    done = lambda_.invoke(FunctionName="works", **asked)["ResponseMetadata"]["RequestId"]
    succeeded = sqs.get_queue_url(QueueName="succeeded")["QueueUrl"]
    (message,) = receive(succeeded, WaitTimeSeconds=20)
    record = json.loads(message["Body"])
    same(record["requestContext"]["requestId"], done)
    same(record["requestPayload"], {"n": 1})
    failed = lambda_.invoke(FunctionName="fails", **asked)["ResponseMetadata"]["RequestId"]
    dead = sqs.get_queue_url(QueueName="dead")["QueueUrl"]
    (letter,) = receive(dead, WaitTimeSeconds=20)
    same(letter["Body"], '{"n": 1}')
    same(letter["MessageAttributes"]["RequestID"]["StringValue"], failed)
    assert letter["MD5OfMessageAttributes"]
    return done


def log_of(request_id):
    group = "/aws/lambda/works"
    pattern = f'"{request_id}"'
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern=pattern, PaginationConfig={"PageSize": 1}
    )
    found = [event for page in pages for event in page["events"]]
    same([event["message"].split()[0] for event in found], ["START", "END", "REPORT"])
    assert abs(found[0]["timestamp"] - time.time() * 1000) < 60_000
    groups = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    same([each["logGroupName"] for each in groups], [group])
    streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
    events = logs.get_log_events(
        logGroupName=group, logStreamName=streams[0]["logStreamName"], startFromHead=True
    )["events"]
    assert found[0]["message"] in [event["message"] for event in events]
    refused("ResourceNotFoundException", logs.filter_log_events, logGroupName="/none")


queues()
redrive()
log_of(events())
print("ok")
