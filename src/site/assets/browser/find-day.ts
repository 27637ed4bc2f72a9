/** Shows the form of a chart that leads to the issue of a day: the newest one in the calendar up to it. */
export function findDay() {
  const form = document.querySelector<HTMLFormElement>('form.day')
  const field = form?.querySelector('input')
  if (!form || !field) return
  const issues = [...document.querySelectorAll<HTMLTimeElement>('.calendar a > time')]
    .map((time) => ({ date: time.dateTime, link: time.parentElement as HTMLAnchorElement }))
    .sort((a, b) => (a.date < b.date ? -1 : 1))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // The field refuses a day before the first issue.
    issues.findLast(({ date }) => date <= field.value)?.link.click()
  })
  form.hidden = false
}
