import { playlistFileFormat } from '../playlists/recognise-playlists.ts'
import { deezerPlaylists } from './read-deezer.ts'

export const deezerFormat = playlistFileFormat('deezer', 'a Deezer playlist', deezerPlaylists)
