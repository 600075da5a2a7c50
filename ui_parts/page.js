// The hub: hears what is clicked, typed, chosen, sent and dropped anywhere on the page, and asks the server for it with `trigger`.
// What can be done without the server (views, the panel, copying) is done here. Buttons say what they do in data-do, and with what in
// their other data. Text of documents is only ever put into the page by the server, escaped.
const SAY = "TEXTS";
const ASKED = ['do_ask', 'do_edit', 'do_open', 'do_pick', 'do_thread', 'do_find', 'do_change', 'do_scope', 'do_export', 'do_documents',
  'do_paste', 'do_remove', 'do_restore', 'do_facts', 'do_csv'];
window.__hub?.abort();
const hub = window.__hub = new AbortController();
const page = document.body, $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const narrow = () => window.innerWidth < 1000;
const ask = (what, data = {}) => { if (ASKED.includes(what)) trigger(what, data); };
const later = {};
const soon = (name, wait, act) => { clearTimeout(later[name]); later[name] = setTimeout(act, wait); };

// --- views and the panel
const view = (name) => {
  page.dataset.view = name;
  delete page.dataset.menu;
  $$('[data-do="view"]').forEach((one) => one.dataset.view === name ? one.setAttribute('aria-current', 'page') : one.removeAttribute('aria-current'));
  if (name === 'documents') ask('do_documents');
  if (name === 'facts') ask('do_facts', {...chosen(), opening: true});
  if (name !== 'chat') hidePanel();
};
let opener = null;
const showPanel = () => { page.dataset.panel = 'open'; cover(); };
// On a narrow screen the panel lies over everything else, which cannot be reached then.
const cover = () => ['top', 'rail', 'talk', 'shelf', 'facts'].forEach((id) => { $(`#${id}`).inert = narrow() && page.dataset.panel === 'open'; });
const hidePanel = (back = false) => {
  Object.assign(page.dataset, {opening: '', arrived: ''});  // what is still on its way does not open it again
  delete page.dataset.panel;
  cover();
  mark(null);
  if (location.hash.startsWith('#cite-')) history.replaceState(null, '', location.pathname + location.search);
  if (back && opener?.isConnected) opener.focus();
};
const mark = (link) => {
  $$('.current[data-do="open"]').forEach((other) => other.classList.remove('current'));
  link?.classList.add('current');
};
const isShown = ({turn, n, document: id, start, end}) => {
  const shown = $('#panel article')?.dataset;
  return shown && (turn ? shown.turn === turn && shown.n === n : shown.href === `#cite-${id}-${start}-${end}`);
};
const open = (link, focus) => {
  const {document: id, start, end, turn, n} = link.dataset;
  if (!link.closest('#panel')) { mark(link); opener = link; }
  showPanel();
  page.dataset.focusPanel = focus ? 'yes' : '';
  if (isShown(link.dataset)) return CHANGED.panel();
  page.dataset.opening = 'yes';
  ask('do_open', {document: id, start, end, turn, n});
};
const openHash = () => {
  const found = /^#cite-(\w+)-(\d+)-(\d+)$/.exec(location.hash);
  if (!found) return;
  showPanel();
  page.dataset.opening = 'yes';
  ask('do_open', {document: found[1], start: found[2], end: found[3]});
};

// --- what buttons do
const flash = (button, text) => {
  const was = button.getAttribute('aria-label');
  button.classList.add('done');
  button.setAttribute('aria-label', text);
  say(text);
  setTimeout(() => { button.classList.remove('done'); button.setAttribute('aria-label', was); }, 1600);
};
const write = async (text) => {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = Object.assign(document.createElement('textarea'), {value: text});
    document.body.append(area); area.select(); document.execCommand('copy'); area.remove();
  }
};
const plain = (part) => {
  const clone = part.cloneNode(true);
  $$('.proof, .unseen, button', clone).forEach((one) => one.remove());
  $$('.chip', clone).forEach((chip) => { chip.textContent = ` [${chip.textContent}]`; });
  return clone.textContent.replace(/\s+/g, ' ').trim();
};
const copy = async (button) => {
  const answer = $('.answer', button.closest('.turn'));
  const lines = $$('.verdict, .short, .sentence, .reason', answer).map(plain);
  $$('.source', answer).forEach((row) => lines.push(`[${plain($('.number', row))}] ${[...row.children].slice(1).map(plain).join(', ')}`));
  await write(lines.join('\n'));
  flash(button, SAY.COPIED);
};
const rename = (button) => {
  const row = button.closest('li'), pick = $('.pick', row);
  const field = Object.assign(document.createElement('input'), {value: pick.textContent.trim(), className: 'rename', maxLength: 120});
  field.setAttribute('aria-label', SAY.NEW_TITLE);
  $('details', row).open = false;
  pick.replaceWith(field);
  field.focus(); field.select();
  let over = false;
  const end = (keep) => {
    if (over) return;
    over = true;
    field.replaceWith(pick);
    if (keep && field.value.trim()) { pick.textContent = field.value; ask('do_change', {change: 'rename', id: button.dataset.id, title: field.value}); }
    pick.focus();
  };
  field.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Enter') end(true);
    if (event.key === 'Escape') end(false);
  });
  field.addEventListener('blur', () => end(true));
};
const remove = (button) => {
  if (button.dataset.armed) return ask('do_change', {change: 'delete', id: button.dataset.id});
  button.dataset.armed = 'yes';
  button.lastChild.textContent = button.dataset.sure;
};
const rate = (button, change) => {
  page.dataset.rated = button.dataset.turn;
  ask('do_change', {change, turn: button.dataset.turn});
};
const paste = (shown) => {
  const form = $('.paste');
  form.hidden = !shown;
  if (shown) $('textarea', form).focus();
};
const box = () => $('#question textarea');
const chosen = () => Object.fromEntries(new FormData($('.choose') ?? document.createElement('form')));
const editing = (turn) => {
  let banner = $('#editing');
  $$('.turn.editing').forEach((one) => one.classList.remove('editing'));
  banner?.remove();
  if (!turn) return;
  turn.classList.add('editing');
  banner = Object.assign(document.createElement('div'), {id: 'editing'});
  const cancel = Object.assign(document.createElement('button'), {type: 'button', textContent: SAY.CANCEL});
  cancel.dataset.do = 'unedit';
  banner.append(SAY.EDITING, cancel);
  $('#question').before(banner);
  box().focus();
};
const asked = () => { editing(null); page.dataset.asked = 'yes'; };  // the source of an answer that was asked for here opens by itself
const DO = {
  open: (link, event) => open(link, event.detail === 0),
  view: (button) => view(button.dataset.view),
  menu: () => { page.dataset.menu = page.dataset.menu ? '' : 'open'; if (page.dataset.menu) $('#rail .fresh').focus(); },
  fresh: () => { view('chat'); hidePanel(); editing(null); page.dataset.asked = ''; ask('do_pick', {id: ''}); box()?.focus(); },
  pick: (button) => { view('chat'); hidePanel(); editing(null); page.dataset.asked = ''; ask('do_pick', {id: button.dataset.id}); },
  ask: (button) => {
    const {question, instead, alone} = button.dataset;
    view('chat');
    asked();
    ask('do_ask', {question, instead, alone});
  },
  edit: (button) => { editing(button.closest('.turn')); ask('do_edit', {turn: button.dataset.turn}); },
  unedit: () => { editing(null); ask('do_edit', {}); box().focus(); },
  earlier: (button) => ask('do_thread', {shown: button.dataset.shown}),
  copy, remove: (button) => ask('do_remove', {id: button.dataset.id}), delete: remove, 'start-rename': rename,
  restore: (button) => { ask('do_restore', {id: button.dataset.id}); },
  like: (button) => rate(button, 'like'), dislike: (button) => rate(button, 'dislike'),
  export: (button) => { button.closest('details').open = false; ask('do_export', {id: button.dataset.id, form: button.dataset.form}); },
  csv: () => ask('do_csv', chosen()),
  'close-panel': () => hidePanel(true),
  'copy-link': async (button) => { await write(location.origin + location.pathname + $('#panel article').dataset.href); flash(button, SAY.LINK_COPIED); },
  'choose-files': () => { view('documents'); $('#shelf input[type=file]').click(); },
  'show-paste': () => { view('documents'); paste(true); },
  'hide-paste': () => paste(false),
};
const listen = (kind, act) => document.addEventListener(kind, act, {capture: true, signal: hub.signal});
listen('click', (event) => {
  const what = event.target.closest?.('[data-do]');
  if (event.target.closest?.('#question .submit-button')) asked();
  $$('details[open].more, details[open].scope').forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  if (page.dataset.menu === 'open' && !event.target.closest?.('#rail, [data-do="menu"]')) page.dataset.menu = '';
  if (!what || event.ctrlKey || event.metaKey || event.shiftKey || !(what.dataset.do in DO)) return;
  event.preventDefault();
  DO[what.dataset.do](what, event);
});
listen('submit', (event) => {
  const form = event.target, what = form.dataset?.send;
  if (form.matches?.('.choose, [data-send]')) event.preventDefault();
  if (what === 'comment') ask('do_change', {change: 'comment', ...form.dataset, comment: form.comment.value});
  if (what === 'paste' && form.text.value.trim()) { ask('do_paste', {title: form.title.value, text: form.text.value}); form.reset(); paste(false); }
});
listen('input', (event) => {
  const kind = event.target.dataset?.type;
  if (kind === 'find') soon('find', 200, () => ask('do_find', {value: event.target.value}));
  if (kind === 'facts') soon('facts', 250, () => ask('do_facts', chosen()));
});
listen('change', (event) => {
  const kind = event.target.dataset?.change;
  if (kind === 'facts') ask('do_facts', chosen());
  if (kind !== 'scope') return;
  const boxes = $$('#scope input');
  const ids = event.target.value ? boxes.filter((one) => one.checked && one.value).map((one) => one.value) : [];
  page.dataset.keepScope = 'yes';
  ask('do_scope', {ids: ids.length === boxes.length - 1 ? [] : ids});
});
listen('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches?.('#question textarea') && !event.shiftKey) asked();
  if (event.key !== 'Escape') return;
  const details = $('details[open].more, details[open].scope');
  if (details) { details.open = false; $('summary', details).focus(); }
  else if ($('#editing')) DO.unedit();
  else if (page.dataset.menu) page.dataset.menu = '';
  else if (page.dataset.panel) hidePanel(true);
});
// The panel follows the keyboard from citation to citation while it is open.
listen('focusin', (event) => {
  const chip = event.target;
  if (page.dataset.panel === 'open' && !narrow() && chip.matches?.('.chip:focus-visible, .source:focus-visible') && !chip.classList.contains('current')) open(chip, false);
});

// --- files dropped anywhere
const dropping = (on) => { on ? page.dataset.dropping = SAY.DROP : delete page.dataset.dropping; };
const files = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
listen('dragover', (event) => { if (files(event)) { event.preventDefault(); dropping(true); } });
listen('dragleave', (event) => { if (!event.relatedTarget) dropping(false); });
listen('drop', (event) => {
  if (!files(event)) return;
  event.preventDefault();
  event.stopPropagation();
  dropping(false);
  view('documents');
  const field = $('#shelf input[type=file]');
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event('change', {bubbles: true}));
});

// --- when the server has changed a part of the page
const say = (text) => { $('#spoken').textContent = text; };
const settle = (rounds = 12) => {
  // Paragraphs far away are only estimated in height until they come near, so the way to the mark is measured again on arrival.
  const text = $('#panel .text'), spot = $('#panel mark:not(.beside)');
  if (!text) return;
  if (!spot) { text.scrollTop = 0; return; }
  text.scrollTop += spot.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  if (rounds) requestAnimationFrame(() => settle(rounds - 1));
};
let looked = 0;  // for suggestions that are being made; where a document lends itself to none there are never any
const suggest = () => {
  const pending = $('#thread .welcome[data-pending]');
  if (pending && ++looked < 20) ask('do_thread');
  else pending?.querySelector('.making')?.remove();
};
const CHANGED = {
  panel: () => {
    const shown = $('#panel article');
    if (!shown) { if ($('#panel .empty')) showPanel(); return; }
    const arrived = (page.dataset.asked || page.dataset.arrived) && !narrow() && page.dataset.view === 'chat';
    if (!page.dataset.panel && !page.dataset.opening && !arrived) return;
    page.dataset.opening = '';
    showPanel();
    const {turn, n, href} = shown.dataset;
    if (turn) mark($(`#thread .chip[data-turn="${turn}"][data-n="${n}"]`) ?? $(`#thread [data-turn="${turn}"][data-n="${n}"]`));
    if (page.dataset.focusPanel) $('h2', shown).focus({preventScroll: true});
    page.dataset.focusPanel = '';
    if (!href.endsWith('-0-0')) history.replaceState(null, '', href);
    settle();
  },
  thread: () => {
    const last = $$('#thread .turn').at(-1), key = `${$('#thread .turns')?.dataset.conversation}/${last?.dataset.turn}`;
    if ($('#thread .welcome[data-pending]')) soon('suggest', 1200, suggest);
    const comment = page.dataset.rated && $(`.turn[data-turn="${page.dataset.rated}"] .comment input`);
    if (comment) { page.dataset.rated = ''; comment.scrollIntoView({block: 'nearest'}); comment.focus(); }
    if (page.dataset.last === key) return;
    const arrived = page.dataset.asked ?? '';
    Object.assign(page.dataset, {last: key, asked: '', arrived});
    soon('arrived', 500, () => { page.dataset.arrived = ''; });
    if (arrived && last) say($$('.verdict, .short, .sentence, .reason', last).map(plain).join(' '));
    reach(last);
  },
  live: () => {
    const live = $('#live .turn');
    if (!live) return;
    say($$('.steps li, .verdict, .reason', live).map(plain).at(-1) ?? '');
    reach(live);
  },
  scope: () => {
    if (page.dataset.keepScope) { page.dataset.keepScope = ''; const shown = $('#scope details'); if (shown) { shown.open = true; $('input', shown).focus(); } }
  },
  toast: () => {
    const toast = $('#toast .toast');
    if (!toast) return;
    $('#toast').classList.add('shown');
    if (document.activeElement === document.body) $('button', toast)?.focus();  // what had the focus is gone
    soon('toast', 9000, () => $('#toast').classList.remove('shown'));
  },
};
// The last turn is seen whole, or from its question on where it is taller than the talk.
const reach = (turn, rounds = 8) => {
  const scroll = $('#scroll');
  if (!turn?.isConnected) { if (!turn) scroll.scrollTop = 0; return; }
  const top = turn.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop;
  scroll.scrollTop = Math.min(scroll.scrollHeight - scroll.clientHeight, top - 24);
  if (rounds) requestAnimationFrame(() => reach(turn, rounds - 1));  // turns far away are only estimated in height
};
const within = (node) => node?.closest?.('#panel, #thread, #live, #scope, #toast, #question');
const changes = new MutationObserver((records) => {
  const regions = new Set(records.map((record) => within(record.target)?.id).filter(Boolean));
  regions.forEach((id) => CHANGED[id]?.());
  name();
});
hub.signal.addEventListener('abort', () => changes.disconnect());
// gradio leaves its buttons in the box without a name, and the marks in its plots, whose values the table says in words.
const name = () => {
  for (const [id, label] of [['timeline', SAY.TIMELINE], ['bars', SAY.BARS]]) {
    const drawing = $(`#${id} svg.marks`);
    if (drawing && !drawing.ariaLabel) Object.assign(drawing, {role: 'img', ariaLabel: label});
    $$(`#${id} [role="graphics-symbol"]`).forEach((mark) => { mark.removeAttribute('role'); mark.setAttribute('aria-hidden', 'true'); });
  }
  const send = $('#question .submit-button'), stop = $('#question .stop-button');
  if (send && !send.ariaLabel) send.ariaLabel = SAY.ASK;
  if (stop && !stop.ariaLabel) stop.ariaLabel = SAY.STOP;
  const upload = $('#shelf input[type=file]');
  if (upload && !upload.ariaLabel) { upload.ariaLabel = $('#upload').textContent.trim() || 'Files'; upload.tabIndex = -1; }
};

const begin = () => {
  if (!$('#panel') || !$('#question textarea') || !$('#facts')) return requestAnimationFrame(begin);
  if (!$('#spoken')) {
    const spoken = Object.assign(document.createElement('div'), {id: 'spoken', className: 'unseen'});
    spoken.setAttribute('aria-live', 'polite');
    document.body.append(spoken);
  }
  document.documentElement.lang = 'en';
  const roles = {panel: ['complementary', SAY.SOURCE_PANEL], thread: ['region', SAY.CHAT], rail: ['navigation', SAY.MENU], toast: ['status', null]};
  for (const [id, [role, label]] of Object.entries(roles)) {
    $(`#${id}`).setAttribute('role', role);
    if (label) $(`#${id}`).setAttribute('aria-label', label);
  }
  changes.observe(document.body, {subtree: true, childList: true});
  name();
  view('chat');
  window.addEventListener('hashchange', openHash, {signal: hub.signal});
  window.addEventListener('resize', cover, {signal: hub.signal});
  if (!narrow()) box().focus();
  openHash();
};
begin();
