"""What the pipelines that this project is measured against do in Lambda with one raw object: get it with boto3, three
pandas tables, three CSV files put with boto3, the raw object copied and deleted.

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
