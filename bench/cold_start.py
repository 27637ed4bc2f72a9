"""A typical Python pipeline in Lambda, for comparison: reads one raw object with boto3, makes three pandas tables, stores
them as CSV files, then copies and deletes the raw object.

usage: cold_start.py <bucket> <key>
"""

import io
import json
import sys

import boto3
import pandas

from pandas_transform import album_rows, artist_rows, song_rows


def main():
    bucket, key = sys.argv[1:]
    s3 = boto3.client("s3")
    items = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())["items"]
    items = [item for item in items if (item["track"] or {}).get("id") and item["track"].get("album")]
    albums = pandas.DataFrame(album_rows(items)).drop_duplicates(subset=["album_id"])
    albums["release_date"] = pandas.to_datetime(albums["release_date"], format="mixed", errors="coerce")
    artists = pandas.DataFrame(artist_rows(items)).drop_duplicates(subset=["artist_id"])
    songs = pandas.DataFrame(song_rows(items))
    songs["song_added"] = pandas.to_datetime(songs["song_added"])
    for name, frame in (("songs", songs), ("album", albums), ("artist", artists)):
        text = io.StringIO()
        frame.to_csv(text, index=False)
        s3.put_object(Bucket=bucket, Key=f"transformed_data/{name}.csv", Body=text.getvalue())
    s3.copy_object(Bucket=bucket, Key=f"processed/{key}", CopySource={"Bucket": bucket, "Key": key})
    s3.delete_object(Bucket=bucket, Key=key)


main()
