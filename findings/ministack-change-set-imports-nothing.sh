#!/usr/bin/env bash
# MiniStack 1.5.33 accepts a CloudFormation change set with ImportExistingResources and then fails to execute it: the
# bucket that the option should adopt "already exists". CloudFormation itself adopts a resource that has the name in the
# template and a deletion policy. So a deployment that takes kept buckets back cannot be tried to its end there.
#
# Seen on 2026-12-01. Needs Python 3.10 or newer and a free port 45660. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
server=""
trap '[ -n "$server" ] && kill "$server"; wait; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet ministack==1.5.33 boto3==1.43.106
cd "$folder"
GATEWAY_PORT=45660 "$folder/venv/bin/ministack" > server.log 2>&1 &
server=$!

cat > try.py <<'PY'
import json
import time

import boto3
from botocore.config import Config

options = {
    "endpoint_url": "http://127.0.0.1:45660",
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "config": Config(retries={"max_attempts": 20, "mode": "standard"}),
}
boto3.client("s3", **options).create_bucket(Bucket="kept-charts")
stacks = boto3.client("cloudformation", **options)
bucket = {
    "Type": "AWS::S3::Bucket",
    "DeletionPolicy": "Retain",
    "UpdateReplacePolicy": "Retain",
    "Properties": {"BucketName": "kept-charts"},
}
stacks.create_change_set(
    StackName="charts",
    ChangeSetName="adopt",
    ChangeSetType="CREATE",
    ImportExistingResources=True,
    TemplateBody=json.dumps({"Resources": {"Kept": bucket}}),
)


def until(read):
    for _ in range(100):
        state = read()
        if not state.endswith("IN_PROGRESS") and state not in ("CREATE_PENDING", "REVIEW_IN_PROGRESS"):
            return state
        time.sleep(0.2)
    return state


set_state = until(lambda: stacks.describe_change_set(StackName="charts", ChangeSetName="adopt")["Status"])
print(f"change set: {set_state}")
stacks.execute_change_set(StackName="charts", ChangeSetName="adopt")
print(f"stack: {until(lambda: stacks.describe_stacks(StackName='charts')['Stacks'][0]['StackStatus'])}")
for event in stacks.describe_events(StackName="charts")["OperationEvents"]:
    if event.get("ValidationStatusReason"):
        print(f"{event.get('LogicalResourceId')}: {event['ValidationStatusReason']}")
PY

output=$("$folder/venv/bin/python" try.py)
echo "$output"
grep -q '^change set: CREATE_COMPLETE$' <<< "$output"
grep -q '^stack: ROLLBACK_COMPLETE$' <<< "$output"
grep -q '^Kept: .*already exists' <<< "$output"
