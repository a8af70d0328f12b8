/* The demo page: the clock, the chips, the tabs on a phone. */
(function () {
  'use strict';
  var $ = function (id) { return document.getElementById(id); };
  var all = function (what, where) { return Array.prototype.slice.call((where || document).querySelectorAll(what)); };
  var DAYS = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];
  var seats = all('.seat'), skew = null, events = [];

  // ---- The clock. The moment is told in Vietnam's time whatever this machine's zone is.
  function vietnam(ms) { return new Date(ms + 7 * 3600 * 1000); }
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function dayOf(at) { return DAYS[at.getUTCDay()] + ', ' + at.getUTCDate() + '/' + (at.getUTCMonth() + 1) + '/' + at.getUTCFullYear(); }
  function minute(at) { return two(at.getUTCHours()) + ':' + two(at.getUTCMinutes()); }

  function tick() {
    if (skew === null) return;
    var ms = Date.now() + skew, at = vietnam(ms);
    $('date').textContent = dayOf(at);
    $('time').textContent = minute(at) + ':' + two(at.getUTCSeconds());
    all('.top time').forEach(function (el) { if (el.textContent !== minute(at)) el.textContent = minute(at); });
    var next = events.filter(function (event) { return Date.parse(event.at) > ms; })[0];
    $('next').textContent = next ? 'Sắp tới – ' + when(next, at) + ': ' + next.label : '';
  }

  function when(event, now) {
    var at = vietnam(Date.parse(event.at));
    return (dayOf(at) === dayOf(now) ? '' : DAYS[at.getUTCDay()] + ' ') + minute(at);
  }

  function accept(state) {
    skew = Date.parse(state.now) - Date.now();
    events = state.events || [];
    if (state.campaign) $('campaign').textContent = state.campaign;
    if (!$('jumps').children.length) (state.jumps || []).forEach(function (jump, which) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = jump.label;
      button.setAttribute('data-jump', which);
      $('jumps').appendChild(button);
    });
    (state.jumps || []).forEach(function (jump, which) { $('jumps').children[which].setAttribute('data-to', jump.to); });
    tick();
  }

  function ask(path, body) {
    return fetch(path, {
      method: body ? 'POST' : 'GET', credentials: 'same-origin', cache: 'no-store',
      headers: { 'X-Trolyso': '1', 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined
    }).then(function (answer) {
      return answer.json().then(function (values) {
        if (answer.ok) { accept(values); return ''; }
        return values.say || 'Chưa chỉnh được đồng hồ.';
      });
    }).catch(function () { return 'Mất kết nối với máy chủ. Trang sẽ tự nối lại.'; });
  }

  all('.jumps')[0].addEventListener('click', function (event) {
    var button = event.target, to = button.getAttribute('data-to'), step = button.getAttribute('data-advance');
    if (!to && !step) return;
    button.disabled = true;
    ask('/demo/api/clock', to ? { to: to } : { advance: Number(step) }).then(function (trouble) {
      button.disabled = false;
      $('said').textContent = trouble;
    });
  });

  function look() {
    ask('/demo/api/state').then(function (trouble) {
      $('said').textContent = trouble;
      setTimeout(look, 5000);
    });
  }

  // ---- The phones
  seats.forEach(function (seat) {
    var frame = seat.querySelector('iframe');
    all('.chips button', seat).forEach(function (chip) {
      chip.addEventListener('click', function () { frame.contentWindow.postMessage({ say: chip.textContent }, location.origin); });
    });
    $('tab-' + seat.id).addEventListener('click', function () { choose(seat); });
  });

  function choose(seat) {
    seats.forEach(function (each) {
      each.classList.toggle('chosen', each === seat);
      $('tab-' + each.id).setAttribute('aria-selected', each === seat ? 'true' : 'false');
    });
    $('tab-' + seat.id).classList.remove('news');
    toPhone();
  }

  function toPhone() {
    // On a phone: the tabs at the top, the chosen chat below them, all of it.
    var tabs = all('.tabs')[0];
    if (tabs.offsetHeight) window.scrollTo(0, all('main')[0].offsetTop - tabs.offsetHeight);
  }
  window.addEventListener('blur', function () { if (document.activeElement && document.activeElement.tagName === 'IFRAME') toPhone(); });

  all('.tabs')[0].addEventListener('keydown', function (event) {
    var step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    var at = seats.findIndex(function (seat) { return seat.classList.contains('chosen'); });
    var seat = seats[(at + step + seats.length) % seats.length];
    choose(seat);
    $('tab-' + seat.id).focus();
  });

  window.addEventListener('message', function (event) {
    if (event.origin !== location.origin || !event.data || !event.data.news) return;
    seats.forEach(function (seat) {
      if (seat.querySelector('iframe').contentWindow !== event.source) return;
      seat.classList.add('news');
      setTimeout(function () { seat.classList.remove('news'); }, 2500);
      if (!seat.classList.contains('chosen')) $('tab-' + seat.id).classList.add('news');
    });
  });

  setInterval(tick, 250);
  look();
})();
