/** A stream of pseudo-random draws. Uses integers and basic arithmetic only, so that all engines draw the same. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** An integer from 0 to below `end`. */
  whole(end: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** The stream with these parts as its seed: equal parts give equal draws. */
export function random(...parts: (string | number)[]): Random {
  // xoroshiro64**: 64 bits of state are enough for hundreds of thousands of different streams.
  const text = parts.join('/')
  let a = hash(text, 0x811c9dc5)
  let b = hash(text, 0x2f6b1d39) | 1
  const next = () => {
    const drawn = Math.imul(rotate(Math.imul(a, 0x9e3779bb), 5), 5) >>> 0
    b ^= a
    a = rotate(a, 26) ^ b ^ (b << 9)
    b = rotate(b, 13)
    return drawn / 4_294_967_296
  }
  const whole = (end: number) => Math.floor(next() * end)
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]) => list[whole(list.length)] as T,
  }
}

/** One draw without a stream, from 0 to below 1, for a salt of 32 bits and a number. */
export function noise(salt: number, number: number): number {
  return mix(salt ^ Math.imul(number, 0x9e3779b1)) / 4_294_967_296
}

/** A 32-bit hash of a text. */
export function hash(text: string, basis = 0x811c9dc5): number {
  let value = basis
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return mix(value)
}

const base62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** An id like Spotify's: 22 base62 characters, the first from 0 to 7. */
export function drawId(...parts: (string | number)[]): string {
  const draws = random('id', ...parts)
  let id = String(draws.whole(8))
  while (id.length < 22) id += base62[draws.whole(62)]
  return id
}

/** Hex digits in lower case. */
export function drawHex(length: number, ...parts: (string | number)[]): string {
  const draws = random('hex', ...parts)
  let hex = ''
  while (hex.length < length) hex += draws.whole(16).toString(16)
  return hex
}

function mix(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
