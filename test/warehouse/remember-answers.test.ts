import { expect, test } from 'vitest'
import { rememberAnswers } from '../../src/warehouse/remember-answers.ts'
import type { Parameters, Warehouse } from '../../src/warehouse/warehouse.ts'

/** A warehouse that answers with as many rows as the parameter `rows` says, and writes down what it was given. */
function createWarehouse() {
  const asked: Parameters[] = []
  const warehouse: Warehouse = {
    async query(sql, parameters = {}) {
      asked.push(parameters)
      if (sql === 'wrong') throw new Error(`wrong ${asked.length}`)
      return { columns: ['n'], rows: Array.from({ length: Number(parameters.rows ?? 1) }, (_, n) => ({ n })) }
    },
    stream: () => Promise.reject(new Error('not used')),
    close: () => Promise.resolve(),
  }
  return { asked, warehouse: rememberAnswers(warehouse) }
}

test('the same question is answered once, whatever the order of its parameters', async () => {
  const { asked, warehouse } = createWarehouse()
  const first = await warehouse.query('q', { rows: 2, source: 'a' })
  expect(await warehouse.query('q', { source: 'a', rows: 2 })).toEqual(first)
  expect(asked).toHaveLength(1)
})

test('another value or another query is another question', async () => {
  const { asked, warehouse } = createWarehouse()
  await warehouse.query('q', { source: 'a' })
  await warehouse.query('q', { source: 'b' })
  await warehouse.query('q')
  await warehouse.query('r', { source: 'a' })
  expect(asked).toHaveLength(4)
})

test('questions at the same time wait for one answer', async () => {
  const { asked, warehouse } = createWarehouse()
  const [one, two] = await Promise.all([warehouse.query('q', { rows: 3 }), warehouse.query('q', { rows: 3 })])
  expect(one).toEqual(two)
  expect(asked).toHaveLength(1)
})

test('a failure is not remembered', async () => {
  const { warehouse } = createWarehouse()
  await expect(warehouse.query('wrong')).rejects.toThrow('wrong 1')
  await expect(warehouse.query('wrong')).rejects.toThrow('wrong 2')
})

test('who sorts an answer does not change it for others', async () => {
  const { warehouse } = createWarehouse()
  const { rows } = await warehouse.query('q', { rows: 3 })
  rows.reverse()
  expect((await warehouse.query('q', { rows: 3 })).rows).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }])
})

test('large answers are not kept, and the oldest go when there are too many rows', async () => {
  const { asked, warehouse } = createWarehouse()
  await warehouse.query('large', { rows: 5_001 })
  await warehouse.query('large', { rows: 5_001 })
  expect(asked).toHaveLength(2)
  for (let part = 0; part < 11; part += 1) await warehouse.query('part', { rows: 4_999, part })
  await warehouse.query('part', { rows: 4_999, part: 10 })
  expect(asked).toHaveLength(13)
  await warehouse.query('part', { rows: 4_999, part: 0 })
  expect(asked).toHaveLength(14)
})
