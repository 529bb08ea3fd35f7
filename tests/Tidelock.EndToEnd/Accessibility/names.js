// Every control without a name, every field without a label, every image without a text, and every
// id that is used twice. Run in the page; gives back a line for each finding.
() => {
  const findings = [];
  const isSeen = (element) => element.checkVisibility();
  const describe = (element) => element.outerHTML.slice(0, 100);

  function named(element) {
    const labelled = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent ?? '').join('');
    return [element.getAttribute('aria-label'), labelled, element.textContent]
      .some((name) => (name ?? '').trim() !== '');
  }

  for (const control of document.querySelectorAll('button, a[href], [role=tab], summary')) {
    if (isSeen(control) && !named(control)) {
      findings.push(`no name: ${describe(control)}`);
    }
  }
  for (const field of document.querySelectorAll('input')) {
    if (isSeen(field) && field.labels.length === 0) {
      findings.push(`no label: ${describe(field)}`);
    }
  }
  for (const image of document.querySelectorAll('img:not([alt])')) {
    findings.push(`no alternative: ${describe(image)}`);
  }
  for (const region of document.querySelectorAll('section, [role=tablist], [role=group]')) {
    if (isSeen(region) && !region.ariaLabel && !region.getAttribute('aria-labelledby')) {
      findings.push(`no name: ${describe(region)}`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    findings.push(`twice: #${id}`);
  }
  if (document.querySelectorAll('main').length !== 1 || !document.documentElement.lang) {
    findings.push('the page needs one main part and a language');
  }
  return findings;
}
