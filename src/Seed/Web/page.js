'use strict';
// Asks the API every two seconds and shows what it says. Everything from outside becomes text, never markup.
const between = 2000, betweenUnseen = 30000;
const at = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
let timer, source, watched = null;

class Locked extends Error {}

async function get(path) {
  const answer = await fetch(path);
  if (answer.status === 401) throw new Locked();
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? problem.title ?? `The node answers with ${answer.status}.`);
}

// Rows keep their elements, so that what has the focus or is selected stays so.
function fill(id, rows) {
  const body = at(id), old = new Map([...body.rows].map(row => [row.dataset.key, row]));
  rows.forEach((cells, i) => {
    const key = cells.map(cell => cell.key ?? '').join('') || String(i);
    const row = old.get(key) ?? document.createElement('tr');
    old.delete(key);
    row.dataset.key = key;
    if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] ?? null);
    cells.forEach((cell, column) => show(row, column, cell));
  });
  for (const row of old.values()) row.remove();
  const none = at(`no-${id}`);
  if (none) none.hidden = rows.length > 0;
  body.parentElement.hidden = none !== null && rows.length === 0;
}

function show(row, column, cell) {
  let place = row.cells[column];
  if (!place) {
    place = row.appendChild(document.createElement(column === 0 ? 'th' : 'td'));
    if (column === 0) place.scope = 'row';
    if (cell.total !== undefined) place.append(document.createElement('progress'), document.createElement('span'));
    else if (cell.open) place.append(document.createElement('button'));
    if (cell.open) Object.assign(place.firstChild, { type: 'button', className: 'plain', onclick: cell.open });
  }
  if (cell.total !== undefined) {
    const [bar, words] = place.children;
    bar.hidden = cell.total <= 0;
    bar.max = Math.max(1, cell.total);
    bar.value = cell.done;
    bar.setAttribute('aria-label', `Progress of ${cell.of}`);
    write(words, cell.total > 0 ? `${whole.format(cell.done)} of ${whole.format(cell.total)} ${cell.unit ?? ''}` : '–');
  } else {
    write(cell.open ? place.firstChild : place, cell.text ?? '');
    place.className = cell.tone ?? '';
  }
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const plain = text => ({ text: text ?? '–' });
const named = (text, open) => ({ key: text, text, open });
const toned = (text, good, bad) => ({ text, tone: text === good ? 'good' : text === bad ? 'bad' : '' });

// As `langevin watch` puts it: never more precise than the estimate.
function about(seconds) {
  if (seconds == null) return '–';
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  if (seconds < 48 * 3600) return `about ${Math.round(seconds / 3600)} h left`;
  return `about ${Math.round(seconds / 86400)} days left`;
}

function draw(searches, { nodes, devices }, waiting) {
  const running = searches.filter(search => search.status === 'running').length;
  document.title = running > 0 ? `${running} running – Langevin` : 'Langevin';
  fill('searches', searches.map(search => [
    named(search.searchId, () => watch(search.searchId)), toned(search.status, 'completed', 'failed'), plain(search.phase),
    { done: search.done, total: search.total, of: search.searchId }, plain(about(search.secondsLeft)), plain(search.note),
    plain(new Date(search.entered).toLocaleString()),
  ]));
  fill('nodes', nodes.map(node => [
    named(node.name), plain(node.role), plain(node.address), toned(node.status, 'up', 'unreachable'),
    plain(node.devices > 0 ? `${node.busy} of ${node.devices}` : null), plain(node.devices === 0 ? null : node.closed ? 'no' : 'yes'),
  ]));
  fill('devices', devices.map(device => [
    named(device.name), plain(device.kind), plain(device.node),
    toned(device.quarantine ? 'in quarantine' : device.searchId ? 'works' : device.closed ? 'takes no work' : 'free', 'works', 'in quarantine'),
    plain(device.searchId ? `${device.searchId} ${device.taskId ?? ''}` : device.quarantine),
  ]));
  const reasons = [['device', waiting.devices], ['task', waiting.tasks], ['search', waiting.searches]];
  fill('waiting', reasons.flatMap(([what, all]) => all.map(reason => [plain(what), plain(reason.who), plain(reason.why)])));
  at('more-waiting').hidden = waiting.tasksNotShown === 0;
  write(at('more-waiting'), `and ${whole.format(waiting.tasksNotShown)} more tasks`);
}

function drawBest(best, costUnit) {
  at('best').hidden = !best;
  if (!best) return;
  const error = best.standardError != null ? ` ± ${best.standardError.toFixed(4)}` : '';
  const cost = costUnit ? `, ${whole.format(best.madds)} ${costUnit}` : '';
  write(at('best-words'), `candidate ${best.index} of ${best.phase}: ${best.score.toFixed(4)}${error}${cost}`);
  write(at('best-architecture'), best.architecture);
}

function watch(name) {
  const opened = watched !== name;
  watched = name;
  source?.close();
  source = new EventSource(`/api/searches/${encodeURIComponent(name)}/events`);
  source.addEventListener('progress', event => {
    const progress = JSON.parse(event.data);
    if (progress.status !== 'running') source.close();
    write(at('watched-title'), `${name}: ${progress.status}`);
    write(at('watched-note'), progress.note ?? '');
    drawBest(progress.best, progress.costUnit);
    fill('phases', (progress.phases ?? []).map(phase => [
      named(phase.name), toned(phase.status, 'completed'), { done: phase.status === 'completed' ? phase.total : phase.done, total: phase.total, unit: phase.unit, of: phase.name },
      plain(phase.note),
    ]));
  });
  if (!opened) return;
  write(at('watched-title'), name);
  fill('phases', []);
  drawBest(null);
  at('watched').hidden = false;
  at('watched-title').focus();
}

function unwatch() {
  source?.close();
  const button = [...document.querySelectorAll('#searches button')].find(button => button.textContent === watched);
  watched = null;
  at('watched').hidden = true;
  button?.focus();
}

function say(trouble) {
  write(at('trouble'), trouble);
  at('trouble').hidden = trouble === '';
}

async function refresh() {
  clearTimeout(timer);
  try {
    const [searches, nodes, waiting] = await Promise.all(['/api/searches', '/api/nodes', '/api/waiting'].map(get));
    draw(searches, nodes, waiting);
    at('cluster').hidden = false;
    at('lock').hidden = true;
    write(at('updated'), `as of ${new Date().toLocaleTimeString()}`);
    say('');
    // One that was paused and goes on, or whose stream ended.
    if (source?.readyState === EventSource.CLOSED && searches.some(search => search.searchId === watched && search.status === 'running')) watch(watched);
  } catch (problem) {
    if (problem instanceof Locked) {
      unwatch();
      at('cluster').hidden = true;
      at('lock').hidden = false;
      at('token').focus();
      return;
    }
    say(problem instanceof TypeError ? 'The web node does not answer. This page goes on when it is back.' : `${problem.message} What is shown here is older.`);
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, document.hidden ? betweenUnseen : between);
}

at('lock').addEventListener('submit', async event => {
  event.preventDefault();
  const answer = await fetch('/session', { method: 'POST', headers: { Authorization: `Bearer ${at('token').value}` } }).catch(() => null);
  say(answer?.ok ? '' : answer?.status === 401 ? 'That is not the token.' : 'The web node does not answer.');
  if (!answer?.ok) return;
  at('token').value = '';
  refresh();
});
at('unwatch').addEventListener('click', unwatch);
document.addEventListener('keydown', event => { if (event.key === 'Escape' && watched !== null) unwatch(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden && at('lock').hidden) refresh(); });
refresh();
