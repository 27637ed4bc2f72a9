import type { Insight } from '../../../insights/insight-header.ts'
import { addresses } from '../../addresses.ts'
import type { Page } from '../../page.ts'

/** The list of all insights by subject. */
export function createInsightsPage(insights: Insight[]): Page {
  const subjects = [...new Set(insights.map(({ subject }) => subject))]
  return {
    address: addresses.insights,
    title: 'Insights',
    description: `${insights.length} questions about the charts, each with its definition and its answer.`,
    sources: [],
    body: (link) => (
      <>
        <h1>Insights</h1>
        {subjects.map((subject) => (
          <section aria-labelledby={`subject-${subject}`}>
            <h2 id={`subject-${subject}`}>{subject}</h2>
            <ul>
              {insights
                .filter((insight) => insight.subject === subject)
                .map(({ name, title, question }) => (
                  <li>
                    <a href={link(addresses.insight(name))}>{title}</a> <span class="quiet">{question}</span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </>
    ),
    data: insights.map(({ name, subject, title, question }) => ({ insight: name, subject, title, question })),
    table: {
      columns: ['insight', 'subject', 'title', 'question'],
      rows: insights.map(({ name, subject, title, question }) => ({
        insight: name,
        subject,
        title,
        question,
      })),
    },
  }
}
