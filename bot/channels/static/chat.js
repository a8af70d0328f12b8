/* The chat page. ES2017, no library. What the reader typed waits in an outbox until the server has said «200» to it;
   each line carries an id of ours, so that saying it again is harmless. Nothing from a person is ever put in as HTML. */
(function () {
  'use strict';

  var $ = function (id) { return document.getElementById(id); };
  var box = $('text'), lines = $('lines'), pending = $('pending'), scroller = $('scroll');
  var LIMIT = 2000, POST_TIMEOUT = 15000, POLL_SECONDS = 25;
  var WAITING = 'đang gửi…', SENT = 'đã gửi', FAILED = 'chưa gửi được – chạm để gửi lại';

  // ---- What this phone remembers. In-app browsers may forbid storage: then it lasts as long as the page.
  var memory = {};
  var store = {
    get: function (key) { try { var kept = localStorage.getItem(key); return kept === null ? (memory[key] || null) : kept; } catch (e) { return memory[key] || null; } },
    set: function (key, value) { memory[key] = value; try { localStorage.setItem(key, value); } catch (e) { /* kept in memory */ } },
    drop: function (key) { delete memory[key]; try { localStorage.removeItem(key); } catch (e) { /* was in memory */ } },
    keys: function (prefix) {
      var found = {};
      Object.keys(memory).forEach(function (key) { found[key] = 1; });
      try { for (var i = 0; i < localStorage.length; i++) found[localStorage.key(i)] = 1; } catch (e) { /* memory only */ }
      return Object.keys(found).filter(function (key) { return key.indexOf(prefix) === 0; });
    }
  };

  var pass = (/^#pass=([\w.-]+)$/.exec(location.hash) || [])[1] || '';
  var space = 'trolyso.' + (pass ? pass.slice(-16) : 'me') + '.';
  var token = pass || store.get(space + 'token') || '';
  var mark = document.body.getAttribute('data-mark'), markDay = document.body.getAttribute('data-day');

  function newId() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    var bytes = new Uint8Array(16);
    if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
    else for (var i = 0; i < 16; i++) bytes[i] = Math.random() * 256;
    return Array.prototype.map.call(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
  }

  function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }

  // ---- The server. Answers {status, body}; status 0 means that nothing came back.
  var polling = null;
  function call(method, path, body, timeout) {
    var stop = window.AbortController ? new AbortController() : null;
    if (method === 'GET') polling = stop;
    var headers = { 'X-Trolyso': '1' };
    if (token) headers['X-Trolyso-Token'] = token;
    if (body) headers['Content-Type'] = 'application/json';
    var asked = fetch(path, {
      method: method, headers: headers, credentials: 'same-origin', cache: 'no-store',
      body: body ? JSON.stringify(body) : undefined, signal: stop ? stop.signal : undefined
    }).then(function (answer) {
      return answer.json().catch(function () { return {}; }).then(function (values) {
        return { status: answer.status, body: values, after: Number(answer.headers.get('Retry-After')) || 0 };
      });
    });
    var late = wait(timeout).then(function () { return null; });
    return Promise.race([asked, late]).then(function (answer) {
      if (answer) return answer;
      if (stop) stop.abort();
      return { status: 0, body: {}, after: 0 };
    }).catch(function () { return { status: 0, body: {}, after: 0 }; });
  }

  var meeting = null;
  function hello() {
    if (!meeting) {
      meeting = call('POST', '/chat/api/hello', {}, POST_TIMEOUT).then(function (answer) {
        meeting = null;
        if (answer.status === 200) {
          token = answer.body.token;
          if (!pass) store.set(space + 'token', token);
          if (answer.body.title) { $('title').textContent = answer.body.title; document.title = answer.body.title; }
          if (!answer.body.private) { room = true; box.placeholder = 'Gõ tin nhắn…'; }
          var about = room ? 'Nhóm có trợ lý tự động' : 'Trợ lý trả lời tự động';
          $('about').textContent = about + (answer.body.name ? ' · ' + answer.body.name : '');
        }
        return answer;
      });
    }
    return meeting;
  }

  // ---- Showing lines
  var room = false, after = 0, shown = {}, mine = {}, lastDay = '', lastButtons = null;

  function make(tag, className, text) {
    var el = document.createElement(tag);
    if (className) el.className = className;
    if (text) el.textContent = text;
    return el;
  }

  function safeUrl(url) {
    return url.charAt(0) === '/' && url.charAt(1) !== '/' || url.indexOf(location.origin + '/') === 0 || /^https:\/\//.test(url);
  }

  function rich(el, text) {
    // **bold**, and links to government sites or to ourselves; everything else is plain text.
    var pattern = /\*\*([^*\n]+)\*\*|(https:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)])/g, at = 0, hit;
    while ((hit = pattern.exec(text))) {
      el.appendChild(document.createTextNode(text.slice(at, hit.index)));
      at = hit.index + hit[0].length;
      if (hit[1]) { rich(el.appendChild(make('strong')), hit[1]); continue; }
      var host = (/^https:\/\/([^\/?#@\\]+)(?:[\/?#]|$)/.exec(hit[2]) || [])[1] || '';
      if (/(^|\.)[a-z0-9-]+\.gov\.vn$/i.test(host) || hit[2].indexOf(location.origin + '/') === 0) {
        var link = el.appendChild(make('a', '', hit[2]));
        link.href = hit[2]; link.target = '_blank'; link.rel = 'noopener noreferrer';
      } else el.appendChild(document.createTextNode(hit[2]));
    }
    el.appendChild(document.createTextNode(text.slice(at)));
  }

  function words(text) { return /^\/start(\s|$)/.test(text) ? 'Bắt đầu' : text; }

  function fileView(file) {
    if (!safeUrl(file.url)) return make('span', '', file.name);
    var link = make('a', 'file', '📄 ' + (file.name || 'Tệp'));
    link.href = file.url; link.target = '_blank'; link.rel = 'noopener';
    if (!/\.(png|jpe?g|gif|webp)$/i.test(file.name)) return link;
    var photo = make('img', 'photo');
    photo.alt = file.name; photo.src = file.url;
    photo.onload = function () {
      var el = photo.closest('.line');
      if (atBottom && el && el === lines.lastElementChild && !pending.firstChild) lookAt(el);
      else follow();
    };
    photo.onerror = function () { if (photo.parentNode) photo.parentNode.replaceChild(make('span', 'below', '(Ảnh đã hết hạn xem.)'), photo); };
    return photo;
  }

  function pressable(el, line) {
    var old = el.querySelector('.choices');
    if (old) el.removeChild(old);
    el.classList.toggle('wide', !!line.buttons);
    if (!line.buttons) return;
    var row = make('div', 'choices');
    row.setAttribute('role', 'group'); row.setAttribute('aria-label', 'Chọn câu trả lời');
    line.buttons.forEach(function (choice) {
      var button = make('button', '', choice.label);
      button.type = 'button';
      if (choice.label.length > 26) row.classList.add('long');
      button.onclick = function () {
        if (button.disabled) return;
        picked(row, button);
        // The id comes from the button, so that pressing it twice is saying the same thing twice.
        say({ id: 'b' + line.id + '-' + hash(choice.payload), choice: choice.payload, text: choice.label, line: line.edit_of || line.id });
      };
      row.appendChild(button);
    });
    el.appendChild(row);
    lastButtons = row;
  }

  function picked(row, button) {
    row.querySelectorAll('button').forEach(function (each) { each.disabled = true; });
    button.classList.add('picked');
  }

  function hash(text) {
    var value = 2166136261;
    for (var i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619) >>> 0;
    return value.toString(36);
  }

  function bubble(who, text) {
    var el = make('div', 'line ' + who), inner = make('div', 'bubble');
    rich(inner, text);
    el.appendChild(inner);
    return el;
  }

  function day(at) {
    var date = at.slice(0, 10);
    if (date === lastDay) return;
    lastDay = date;
    var parts = date.split('-').map(Number);
    var name = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'][new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])).getUTCDay()];
    lines.appendChild(make('div', 'day', name + ', ' + parts[2] + '/' + parts[1] + '/' + parts[0]));
  }

  function show(line) {
    var known = line.edit_of && shown[line.edit_of];
    if (known) {
      var inner = known.querySelector('.bubble');
      inner.textContent = '';
      rich(inner, line.text);
      if (line.file) inner.appendChild(fileView(line.file));
      pressable(known, line);
      // The changed line answers a press further down: let it be the newest, where the reader looks.
      if (known.nextElementSibling) lines.appendChild(known);
      return known;
    }
    day(line.at);
    var clock = line.at.slice(11, 16), el;
    if (line.who === 'me') {
      el = mine[line.cid];
      if (!el) { el = mine[line.cid] = bubble('me', words(line.text)); status(el, SENT); }
      el.setAttribute('data-clock', clock);
      if (outbox[line.cid] === undefined) status(el, clock + ' · ' + SENT);
      used(line.text);
    } else {
      el = bubble(line.who, line.text);
      if (room) el.insertBefore(make('div', 'who', line.who === 'bot' ? 'Trợ lý số' : line.name), el.firstChild);
      if (line.file) el.querySelector('.bubble').appendChild(fileView(line.file));
      el.appendChild(make('div', 'below', clock));
      pressable(el, line);
    }
    shown[line.id] = el;
    lines.appendChild(el);
    return el;
  }

  function used(label) {
    // After a reload: the newest buttons one of which this line pressed.
    if (!lastButtons) return;
    lastButtons.querySelectorAll('button').forEach(function (button) { if (!button.disabled && button.textContent === label) picked(lastButtons, button); });
  }

  function status(el, text, retry) {
    var old = el.querySelector('.below');
    if (old && old.textContent === text) return;
    var now = make(retry ? 'button' : 'div', 'below', text);
    if (retry) { now.type = 'button'; now.onclick = retry; }
    if (old) el.replaceChild(now, old); else el.appendChild(now);
    follow();
  }

  // ---- Where the reader looks
  var atBottom = true;
  function where() {
    atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    if (atBottom) $('newer').hidden = true;
  }
  scroller.addEventListener('scroll', where);
  function toBottom() { scroller.scrollTop = scroller.scrollHeight; atBottom = true; $('newer').hidden = true; }
  function follow() { if (atBottom) toBottom(); }
  $('newer').onclick = toBottom;
  function lookAt(el) {
    // The beginning of an answer that is longer than the screen, else the end of it.
    scroller.scrollTop = Math.min(scroller.scrollHeight - scroller.clientHeight, el.offsetTop - scroller.offsetTop - 10);
    where();
  }

  // ---- The outbox: one key per line, so that two open tabs do not overwrite each other
  var outbox = {}, flushing = false, pause = 0, kick = null, order = 0;

  function keep(item) { outbox[item.id] = item; store.set(space + 'out.' + item.id, JSON.stringify(item)); }
  function forget(id) { delete outbox[id]; store.drop(space + 'out.' + id); }

  function place(item) {
    var el = mine[item.id];
    if (!el) {
      el = mine[item.id] = bubble('me', words(item.text));
      pending.appendChild(el);
    }
    if (item.refused) refuse(el, item);
    else status(el, WAITING);
    return el;
  }

  function refuse(el, item) {
    status(el, 'Sửa lại tin này', function () {
      box.value = item.text; grow(); box.focus();
      forget(item.id); delete mine[item.id]; el.parentNode.removeChild(el);
    });
    if (!el.querySelector('.refused')) el.insertBefore(make('p', 'refused', item.refused), el.querySelector('.below'));
    follow();
  }

  function say(item) {
    if (outbox[item.id] || mine[item.id]) return;
    item.typed = Date.now();
    item.order = Date.now() * 1000 + (order++ % 1000);
    keep(item);
    place(item);
    greet(false);
    toBottom();
    flush();
  }

  function next() {
    return Object.keys(outbox).map(function (id) { return outbox[id]; })
      .filter(function (item) { return !item.refused; })
      .sort(function (a, b) { return a.order - b.order; })[0];
  }

  async function flush() {
    if (kick) kick();
    if (flushing) return;
    flushing = true;
    var item, strangers = 0;
    while ((item = next())) {
      if (!token && (await hello()).status !== 200) { await failed(0); continue; }
      var body = { id: item.id, text: item.text, age: Math.max(0, (Date.now() - item.typed) / 1000) };
      if (item.choice) { body.choice = item.choice; body.line = item.line; }
      status(mine[item.id], WAITING);
      var answer = await call('POST', '/chat/api/say', body, POST_TIMEOUT);
      if (!outbox[item.id]) continue;
      if (answer.status === 200) {
        pause = 0;
        offline(false);
        forget(item.id);
        var clock = mine[item.id].getAttribute('data-clock');
        status(mine[item.id], clock ? clock + ' · ' + SENT : SENT);
        if (!room && !mine[item.id].nextElementSibling) typing(true);
      } else if (answer.status === 401 && !pass && strangers++ < 3) {
        token = '';
        store.drop(space + 'token');
      } else if ([400, 403, 413, 422].indexOf(answer.status) >= 0) {
        item.refused = answer.body.say || 'Tin này chưa gửi được.';
        keep(item);
        place(item);
      } else {
        await failed(answer.after, answer.body.say);
      }
    }
    flushing = false;
  }

  async function failed(seconds, sentence) {
    Object.keys(outbox).forEach(function (id) { if (!outbox[id].refused) status(mine[id], FAILED, function () { pause = 0; flush(); }); });
    offline(!sentence, sentence);
    pause = Math.min(pause ? pause * 2 : 1000, 30000);
    await Promise.race([wait(seconds ? seconds * 1000 : pause * (0.8 + Math.random() * 0.4)), new Promise(function (go) { kick = go; })]);
    kick = null;
  }

  function offline(is, sentence) {
    var text = sentence || (is ? 'Đang mất mạng. Tin của bà con được giữ lại và tự gửi khi có mạng.' : '');
    if ($('net').textContent !== text) $('net').textContent = text;
    $('net').hidden = !text;
    follow();
  }

  var typingUntil = null;
  function typing(on) {
    clearTimeout(typingUntil);
    $('typing').hidden = !on;
    if (on) {
      follow();
      typingUntil = setTimeout(function () { $('typing').hidden = true; }, 12000);
    }
  }

  // ---- Fetching what was said
  async function listen() {
    var misses = 0, first = true;
    for (;;) {
      if (!token || first) {
        if ((await hello()).status === 401) { offline(false, 'Liên kết này không còn dùng được. Xin mở lại trang.'); return; }
      }
      var answer = token
        ? await call('GET', '/chat/api/lines?after=' + after + '&wait=' + (first ? 0 : POLL_SECONDS), null, first ? POST_TIMEOUT : (POLL_SECONDS + 10) * 1000)
        : { status: 0, body: {} };
      if (answer.status !== 200) {
        if (answer.status === 401 && !pass) token = '';
        misses++;
        if (misses > 1 || !navigator.onLine) offline(true);
        await Promise.race([wait(Math.min(1000 * Math.pow(2, misses - 1), 15000)), new Promise(function (go) { wakeUp = go; })]);
        continue;
      }
      if (misses || !$('net').hidden && !next()) offline(false);
      if (misses && next()) { pause = 0; flush(); }  // the network is back: do not sit out the pause
      misses = 0;
      accept(answer.body.lines, first);
      var more = answer.body.lines.length >= 200;
      if (first && !more) { first = false; begin(); }
      if (answer.body.again) await wait(answer.body.again * 1000);
    }
  }

  var wakeUp = null;
  function accept(fresh, first) {
    var stay = atBottom, answer = null, last = null;
    fresh.forEach(function (line) {
      if (line.id <= after) return;
      after = line.id;
      var el = show(line);
      last = line.who === 'me' ? null : el;
      if (last && !answer) answer = el;
    });
    if (!fresh.length) return;
    greet(false);
    if (fresh.some(function (line) { return line.who === 'bot'; })) typing(false);
    if (first) {
      if (last && !next()) lookAt(last);
      else toBottom();
      return;
    }
    if (answer && window.parent !== window) window.parent.postMessage({ news: true }, location.origin);
    if (stay && answer) lookAt(answer);
    else if (stay) toBottom();
    else if (answer) $('newer').hidden = false;
  }

  function greet(on) {
    $('quiet').hidden = !on || !room;
    $('welcome').hidden = !on || room;
  }

  function begin() {
    // A link with a mark is said once for ever, a shared one once a day: the id tells the server so, even where this
    // phone remembers nothing.
    if (mark) say({ id: 'start-' + mark + (markDay ? '-' + markDay : ''), text: '/start ' + mark });
    else if (!after && !next()) greet(true);
  }

  // ---- Typing
  function grow() {
    box.style.height = 'auto';
    box.style.height = Math.min(box.scrollHeight + 4, window.innerHeight * 0.34) + 'px';
    follow();
  }

  function submit() {
    var text = box.value.trim();
    if (!text) { box.focus(); return; }
    if (text.length > LIMIT) {
      hint('Tin dài ' + text.length + ' chữ cái; mỗi tin tối đa ' + LIMIT + '. Xin chia thành hai, ba tin.');
      return;
    }
    hint('');
    box.value = '';
    store.drop(space + 'draft');
    grow();
    say({ id: newId(), text: text });
    box.focus();
  }

  function hint(text) { $('hint').textContent = text; $('hint').hidden = !text; }

  $('composer').addEventListener('submit', function (event) { event.preventDefault(); submit(); });
  box.addEventListener('input', function () {
    grow();
    if (!$('hint').hidden && box.value.length <= LIMIT) hint('');
    store.set(space + 'draft', box.value);
  });
  box.addEventListener('keydown', function (event) {
    // Not while an input method composes: Enter then chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  $('starters').addEventListener('click', function (event) {
    var text = event.target.getAttribute && event.target.getAttribute('data-say');
    if (text) say({ id: newId(), text: text });
  });

  // The page around a demo phone may put words into our mouth; nobody else may.
  window.addEventListener('message', function (event) {
    if (event.origin === location.origin && event.source === window.parent && window.parent !== window && event.data && typeof event.data.say === 'string')
      say({ id: newId(), text: event.data.say });
  });

  function awake() {
    pause = 0;
    if (polling) polling.abort();  // a connection from before the phone slept may be dead without knowing
    if (wakeUp) wakeUp();
    flush();
  }
  window.addEventListener('online', awake);
  window.addEventListener('offline', function () { offline(true); });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) awake(); });

  window.addEventListener('resize', follow);
  if (window.visualViewport) {
    // Where the keyboard lies over the page (iOS), keep the composer above it.
    visualViewport.addEventListener('resize', function () {
      if (visualViewport.scale > 1.05) return;  // magnified by the reader, not squeezed by the keyboard
      document.body.style.height = visualViewport.height + 'px';
      window.scrollTo(0, 0);
      follow();
    });
  }

  // ---- Start
  box.value = store.get(space + 'draft') || '';
  grow();
  store.keys(space + 'out.').map(function (key) {
    try { return JSON.parse(store.get(key)); } catch (e) { return null; }
  }).filter(Boolean).sort(function (a, b) { return a.order - b.order; }).forEach(function (item) {
    outbox[item.id] = item;
    place(item);
  });
  if (!navigator.onLine) offline(true);
  listen();
  flush();
})();
