#!/usr/bin/env bash
# moto 5.2.5 with IAM checks on denies HeadBucket to a user who may `s3:ListBucket`, which is the action that S3 itself
# requires for it. moto looks for an action `s3:HeadBucket`, which IAM does not have. So a policy that is right for S3
# fails in a test, and one that passes the test names an action that means nothing. ListObjectsV2 is checked as in S3.
#
# Seen on 2026-12-01. Needs Python 3.10 or newer. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "moto[s3,iam,sts]==5.2.5" boto3==1.40.0

cat > "$folder/try.py" <<'PY'
import json
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

SETUP = 4


def attempt(title, call):
    try:
        call()
        print(f"{title}: allowed")
    except ClientError as error:
        print(f"{title}: {error.response['ResponseMetadata']['HTTPStatusCode']}")


@mock_aws
def main(actions):
    iam = boto3.client("iam", "us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")

    @set_initial_no_auth_action_count(SETUP)
    def run():
        s3.create_bucket(Bucket="charts-of-bo")
        iam.create_user(UserName="bo")
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="bo", PolicyName="read", PolicyDocument=policy)
        key = iam.create_access_key(UserName="bo")["AccessKey"]
        bo = boto3.client(
            "s3", "us-east-1", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
        )
        attempt(f"{actions}, ListObjectsV2", lambda: bo.list_objects_v2(Bucket="charts-of-bo"))
        attempt(f"{actions}, HeadBucket", lambda: bo.head_bucket(Bucket="charts-of-bo"))

    run()


main("s3:ListBucket")
main("s3:HeadBucket")
PY

output=$("$folder/venv/bin/python" "$folder/try.py")
echo "$output"
grep -q '^s3:ListBucket, ListObjectsV2: allowed$' <<< "$output"
grep -q '^s3:ListBucket, HeadBucket: 403$' <<< "$output"
grep -q '^s3:HeadBucket, HeadBucket: allowed$' <<< "$output"
