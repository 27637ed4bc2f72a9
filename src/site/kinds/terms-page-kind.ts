import { sha256 } from '../../domain/hash.ts'
import { listGlossary } from '../../models/column-meanings.ts'
import { addresses } from '../addresses.ts'
import type { PageKind } from '../page.ts'
import { createTermsPage, type SourceTerms } from '../pages/about/terms-page.tsx'
import { listSources, type Site } from '../site.ts'

/** Methods, terms of the field, and the terms of the sources. */
export const termsPage: PageKind = {
  name: 'terms',
  pattern: '/terms/',
  async list(site) {
    const parts = JSON.stringify([listGlossary(), await readTerms(site), site.leftOut])
    return [{ parts: {}, address: addresses.terms, version: sha256(parts).slice(0, 16) }]
  },
  async *read(site) {
    yield createTermsPage(site, { glossary: listGlossary(), sources: await readTerms(site) })
  },
}

async function readTerms(site: Site): Promise<SourceTerms[]> {
  const all: SourceTerms[] = []
  for (const source of listSources(site)) all.push({ source, terms: await site.findTerms(source) })
  return all
}
