"""A typical Python pipeline, for comparison: transforms each response into three pandas tables and three CSV files.

usage: pandas_transform.py <folder of .json files> <folder for .csv files>; prints the seconds of the transform.
"""

import json
import sys
import time
from pathlib import Path

import pandas


def album_rows(items):
    for item in items:
        album = item["track"]["album"]
        yield {
            "album_id": album["id"],
            "name": album["name"],
            "release_date": album.get("release_date"),
            "total_tracks": album.get("total_tracks"),
            "url": album["external_urls"].get("spotify"),
        }


def artist_rows(items):
    for item in items:
        for artist in item["track"]["artists"]:
            yield {"artist_id": artist["id"], "artist_name": artist["name"], "external_url": artist["href"]}


def song_rows(items):
    for item in items:
        track = item["track"]
        yield {
            "song_id": track["id"],
            "song_name": track["name"],
            "duration_ms": track["duration_ms"],
            "url": track["external_urls"].get("spotify"),
            "popularity": track.get("popularity"),
            "song_added": item["added_at"],
            "album_id": track["album"]["id"],
            "artist_id": track["album"]["artists"][0]["id"],
        }


def transform(path, out):
    # Such pipelines usually fail at the first item that is not a track; this one skips it.
    items = [item for item in json.loads(path.read_bytes())["items"] if (item["track"] or {}).get("id")]
    items = [item for item in items if item["track"].get("album")]
    albums = pandas.DataFrame(album_rows(items)).drop_duplicates(subset=["album_id"])
    albums["release_date"] = pandas.to_datetime(albums["release_date"], format="mixed", errors="coerce")
    artists = pandas.DataFrame(artist_rows(items)).drop_duplicates(subset=["artist_id"])
    songs = pandas.DataFrame(song_rows(items))
    songs["song_added"] = pandas.to_datetime(songs["song_added"])
    for name, frame in (("album", albums), ("artist", artists), ("songs", songs)):
        frame.to_csv(out / f"{path.stem}-{name}.csv", index=False)


def main():
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(source.glob("*.json"))
    began = time.perf_counter()
    for path in paths:
        transform(path, out)
    print(json.dumps({"seconds": time.perf_counter() - began, "files": len(paths)}))


if __name__ == "__main__":
    main()
