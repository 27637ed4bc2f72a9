import { playlistFileFormat } from '../playlists/recognise-playlists.ts'
import { spotifyPlaylists } from './read-spotify.ts'

export const spotifyFormat = playlistFileFormat('spotify', 'a Spotify playlist', spotifyPlaylists)
