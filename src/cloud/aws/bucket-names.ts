/** The raw and the curated bucket of an environment, by name. */
export interface BucketNames {
  rawBucket: string
  curatedBucket: string
}

/** What S3 reserves for the account in its region: no one else can create a bucket with such a name. */
const RESERVED = '-an'

/** Regions in which S3 reserves no names: Bahrain and the United Arab Emirates. */
const withoutReservation = ['me-south-1', 'me-central-1']

/** The names of new buckets. `prefix` is the name of the stack. */
export function newBucketNames(prefix: string, place: Place): BucketNames {
  return withoutReservation.includes(place.region)
    ? globalBucketNames(prefix, place)
    : createNames(prefix, place, RESERVED)
}

/** The names that older versions gave, which any account could take first. */
export function globalBucketNames(prefix: string, place: Place): BucketNames {
  return createNames(prefix, place, '')
}

/** Whether S3 reserves the name for the account. */
export function isReserved(name: string): boolean {
  return name.endsWith(RESERVED)
}

/** Account and region, in which the buckets are. */
interface Place {
  account: string
  region: string
}

function createNames(prefix: string, { account, region }: Place, ending: string): BucketNames {
  const name = (content: string) => `${prefix}-${content}-${account}-${region}${ending}`
  return { rawBucket: name('raw'), curatedBucket: name('curated') }
}
