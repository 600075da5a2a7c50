// One listener for the whole page; links say what they open. `trigger` asks the server for it, `watch` runs when it is there.
window.__asked?.abort();
const asked = window.__asked = new AbortController();
const copy = async (link) => {
  const bubble = link.closest('.answer');
  const lines = [...bubble.querySelectorAll('.short, .sentence, .reason')].map((part) => {
    const clone = part.cloneNode(true);
    clone.querySelectorAll('.chip').forEach((chip) => { chip.querySelector('.unseen')?.remove(); chip.textContent = `[${chip.textContent}]`; });
    return clone.textContent.trim();
  });
  bubble.querySelectorAll('.source').forEach((row) => {
    lines.push([...row.children].map((part) => part.className === 'number' ? `[${part.textContent}]` : part.textContent).join(' '));
  });
  const text = lines.join('\n');
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = Object.assign(document.createElement('textarea'), {value: text});
    document.body.append(area); area.select(); document.execCommand('copy'); area.remove(); link.focus();
  }
  link.textContent = 'Copied';
  setTimeout(() => { link.textContent = 'Copy'; }, 1500);
};
const act = (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const found = link && /^#(cite|document|documents|copy)(?:-(.+?))??(?:-(\d+)-(\d+))?$/.exec(link.getAttribute('href'));
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  if (found[1] === 'copy') return void copy(link);
  document.querySelectorAll('a.current').forEach((other) => other.classList.remove('current'));
  if (found[1] === 'cite') link.classList.add('current');
  if (window.innerWidth < 1000) element.scrollIntoView({block: 'start', behavior: 'smooth'});
  if (element.querySelector('article')?.dataset.shown === link.getAttribute('href')) return settle();
  trigger('open', {document: found[2] ?? null, start: Number(found[3] ?? 0), end: Number(found[4] ?? 0)});
};
// Paragraphs far away are only estimated in height until they come near, so the way to the mark is measured again on arrival.
const settle = (rounds = 12) => {
  const text = element.querySelector('.text'), mark = element.querySelector('mark');
  if (!text || !mark) return;
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  if (rounds) requestAnimationFrame(() => settle(rounds - 1));
};
document.addEventListener('click', act, {capture: true, signal: asked.signal});
document.addEventListener('keydown', (event) => {
  if ((event.key === 'Enter' || event.key === ' ') && event.target.matches?.('a[role="button"]')) act(event);
}, {capture: true, signal: asked.signal});
watch('value', () => requestAnimationFrame(() => settle()));
// The chat names its messages by their markup and leaves the button that sends without a name; say it in words.
const spoken = {bot: 'Answer', user: 'Question'};
const name = () => {
  document.querySelectorAll('#chat [data-testid="bot"], #chat [data-testid="user"]').forEach((message) => {
    const label = spoken[message.dataset.testid];
    if (message.getAttribute('aria-label') !== label) message.setAttribute('aria-label', label);
  });
  document.querySelector('#question button:not([aria-label])')?.setAttribute('aria-label', 'Ask');
};
const names = new MutationObserver(name);
names.observe(document.body, {subtree: true, childList: true, attributeFilter: ['aria-label']});
asked.signal.addEventListener('abort', () => names.disconnect());
name();
