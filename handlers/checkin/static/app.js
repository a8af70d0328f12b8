"use strict";
// One phone that scans: everything that it needs to decide stands on the phone; what it saw is sent when there is a network.
(() => {
  const KEY = "quet";
  const $ = (id) => document.getElementById(id);
  let state = load();
  let publicKey = null;
  let asked = null;
  let syncing = false;

  function load() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || null;
    } catch (fault) {
      return null;
    }
  }

  function save() {
    localStorage.setItem(KEY, JSON.stringify(state));
  }

  const now = () => Date.now() + (state ? state.ahead : 0);
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  // -- what a ticket says ------------------------------------------------------------------------------------------

  function opened(text) {
    let whole;
    try {
      whole = bytes(text);
    } catch (fault) {
      return null;
    }
    if (whole.length !== 77 || whole[0] !== 1) return null;
    const view = new DataView(whole.buffer);
    return {
      event: view.getUint32(1),
      serial: view.getUint32(5),
      expires: view.getUint32(9) * 60000,
      head: whole.slice(0, 13),
      signature: whole.slice(13),
    };
  }

  async function genuine(ticket) {
    if (!publicKey) {
      publicKey = await crypto.subtle.importKey("spki", bytes(state.event.public), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    }
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, ticket.signature, ticket.head);
  }

  async function scanned(text) {
    const started = performance.now();
    const found = text.match(/#([A-Za-z0-9_-]{20,})\s*$/);
    const ticket = opened(found ? found[1] : text.trim());
    if (!ticket) return show("bad", "Không phải phiếu", "Mã này không phải phiếu của mình, hoặc bị cắt mất.");
    if (ticket.event !== state.event.id) return show("bad", "Phiếu của buổi khác", "Nhờ cán bộ xem lại giúp.");
    if (!(await genuine(ticket))) return show("bad", "Phiếu giả", "Chữ ký trên phiếu không đúng. Không nhận.");
    if (ticket.expires < now()) return show("bad", "Phiếu hết hạn", `Phiếu ${ticket.serial} đã hết hạn. Buổi có dời thì gõ bốn số trên phiếu.`);
    take(ticket.serial);
    document.body.dataset.took = String(Math.round(performance.now() - started));
  }

  // -- who it is, and what was done --------------------------------------------------------------------------------

  function station() {
    return state.event.stations.find((one) => one[0] === state.station) || state.event.stations[0];
  }

  function about(serial) {
    const [, area, need, unit] = state.roster[serial] || [null, "", "", ""];
    return [unit, area, need].filter(Boolean).join(" · ");
  }

  function done(serial, step) {
    return state.done[`${serial}:${step}`];
  }

  function take(serial) {
    const known = state.roster[serial];
    if (!known && serial >= 10000) return show("bad", "Không có phiếu này", "Mã này của máy khác, chưa gửi về. Chờ có mạng.");
    if (known && known[4] === "cancelled") return show("bad", "Phiếu đã huỷ", `Phiếu ${serial} đã huỷ, chỗ đã nhường người khác.`);
    const [id, name, step] = station();
    const before = done(serial, step);
    if (before) {
      const where = (state.event.stations.find((one) => one[0] === before[1]) || ["", before[1]])[1];
      return show("bad", step === "den" ? "Đã vào rồi" : "Đã xong rồi", `Phiếu ${serial}: lúc ${clock(before[0])} ở ${where}. Không tính thêm.`);
    }
    record(serial, step, id);
    if (step !== "den" && !done(serial, "den")) record(serial, "den", id);
    const waits = known && known[4] === "waiting";
    const title = step === "den" ? (waits ? "Danh sách chờ" : "Mời vào") : `Xong ở ${name}`;
    show(waits && step === "den" ? "warn" : "good", title, `Phiếu ${serial}${about(serial) ? " · " + about(serial) : ""}`);
    sync();
  }

  function record(serial, step, at, more) {
    const one = { id: unique(), serial, step, station: at, at: now(), ...more };
    state.queue.push(one);
    state.done[`${serial}:${step}`] = [one.at, at];
    const together = state.last && one.at - state.last.at < 50;
    state.last = { at: one.at, ids: [...(together ? state.last.ids : []), one.id] };
    save();
    paint();
  }

  function unique() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");
  }

  function undo() {
    const ids = state.last ? state.last.ids : [];
    const gone = state.queue.filter((one) => ids.includes(one.id));
    if (!gone.length) return show("warn", "Đã gửi về", "Lần vừa rồi đã gửi về máy chủ, không hoàn tác được nữa.");
    state.queue = state.queue.filter((one) => !ids.includes(one.id));
    for (const one of gone) delete state.done[`${one.serial}:${one.step}`];
    state.last = null;
    save();
    show("warn", "Đã hoàn tác", `Phiếu ${gone[0].serial} chưa được ghi.`);
  }

  function byCode(code) {
    const serial = Object.keys(state.roster).find((one) => state.roster[one][0] === code);
    if (!serial) return show("bad", "Không thấy", `Không có phiếu nào mang số ${code}. Xem lại bốn số.`);
    asked = Number(serial);
    $("yes").textContent = `Đúng: phiếu ${serial}${about(serial) ? " · " + about(serial) : ""}`;
    $("confirm").hidden = false;
    show("idle", "Đúng người này?", "Hỏi lại: ở đâu, đến làm gì. Đúng thì bấm nút xanh.");
    $("yes").focus();
  }

  function walkIn(area, name) {
    const used = [...Object.keys(state.roster), ...state.queue.map((one) => one.serial)].map(Number);
    const end = state.event.block + 1000;
    const serial = Math.max(state.event.block, state.next || 0, ...used.filter((one) => one >= state.event.block && one < end).map((one) => one + 1));
    if (serial >= end) return show("bad", "Hết số", "Máy này đã ghi quá nhiều người. Nhờ cán bộ lấy đường dẫn mới.");
    state.next = serial + 1;
    state.roster[serial] = [null, name, "", "", "booked"];
    const [id, , step] = station();
    record(serial, "den", id, { area });
    if (step !== "den") record(serial, step, id, { area });
    show("good", "Đã ghi", `Số ${serial}${name ? " · " + name : ""}. Viết số này lên phiếu giấy cho người ấy.`);
    sync();
  }

  // -- sending and hearing -----------------------------------------------------------------------------------------

  async function sync() {
    if (syncing || !state) return;
    syncing = true;
    const sent = state.queue.slice(0, 400);
    try {
      const answer = await fetch("/quet/api/sync", {
        method: "POST",
        headers: { Authorization: `Bearer ${state.secret}`, "Content-Type": "application/json" },
        body: JSON.stringify({ records: sent }),
        signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined,
      });
      if (answer.status === 401 || answer.status === 403) {
        net("Đường dẫn hết hạn hoặc đã thu hồi");
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      hear(await answer.json(), sent);
      net("");
    } catch (fault) {
      net("Mất mạng, vẫn quét được");
    } finally {
      syncing = false;
      paint();
    }
  }

  function hear(told, sent) {
    const ids = new Set(sent.map((one) => one.id));
    state.queue = state.queue.filter((one) => !ids.has(one.id));
    if (!state.event || state.event.public !== told.event.public) publicKey = null;
    state.event = told.event;
    state.ahead = told.now - Date.now();
    const own = state.roster || {};
    state.roster = {};
    for (const [serial, ...rest] of told.roster) state.roster[serial] = rest;
    for (const one of state.queue) if (!state.roster[one.serial] && own[one.serial]) state.roster[one.serial] = own[one.serial];
    const done = {};
    for (const [serial, step, at, where] of told.done) done[`${serial}:${step}`] = [at, where];
    for (const one of state.queue) done[`${one.serial}:${one.step}`] = done[`${one.serial}:${one.step}`] || [one.at, one.station];
    state.done = done;
    if (!state.event.stations.some((one) => one[0] === state.station)) state.station = state.event.gate;
    const again = sent.filter((one) => told.repeated.includes(one.id));
    if (again.length) show("warn", "Quét trùng", again.map((one) => `Phiếu ${one.serial} đã quét ở máy khác trước đó`).join("; ") + ". Không tính thêm.");
    save();
    dress();
  }

  // -- what is seen ------------------------------------------------------------------------------------------------

  function show(kind, headline, detail) {
    $("result").className = kind;
    $("headline").textContent = headline;
    $("detail").textContent = detail;
    if (kind !== "idle") {
      $("confirm").hidden = true;
      asked = null;
      if (navigator.vibrate) navigator.vibrate(kind === "good" ? 80 : [120, 80, 120]);
    }
    paint();
  }

  function net(text) {
    if (state) state.net = text;
    paint();
  }

  function paint() {
    if (!state || !state.event) return;
    const queue = state.queue.length;
    $("net").textContent = (state.net || "Đã nối") + (queue ? ` · ${queue} chờ gửi` : "");
    const arrived = Object.keys(state.done).filter((one) => one.endsWith(":den")).length;
    const expected = Object.values(state.roster).filter((one) => one[0] && one[4] === "booked").length;
    const [, , step] = station();
    const here = step === "den" ? "" : ` · ${station()[1]}: ${Object.values(state.done).filter((one) => one[1] === station()[0]).length}`;
    $("tally").textContent = `Đã đến ${arrived}, đăng ký ${expected}${here} · ${state.event.device}`;
    $("undo").hidden = !(state.last && state.queue.some((one) => state.last.ids.includes(one.id)));
  }

  function options(select, rows, chosen) {
    select.replaceChildren(...rows.map(([value, label]) => Object.assign(document.createElement("option"), { value, textContent: label, selected: value === chosen })));
  }

  function dress() {
    $("desk").hidden = !state.event;
    $("none").hidden = Boolean(state.event);
    if (!state.event) return;
    $("event").textContent = state.event.name;
    options($("station"), state.event.stations.map(([id, name]) => [id, name]), state.station);
    if (!$("area").options.length) options($("area"), [...state.event.areas, ["", "Nơi khác"]], "");
    paint();
  }

  async function camera() {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const video = $("video");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (fault) {
      $("hint").hidden = false;
      return;
    }
    video.hidden = false;
    await video.play();
    let last = "";
    let seen = 0;
    const look = async () => {
      if (video.hidden) return;
      try {
        const [code] = await detector.detect(video);
        if (code && (code.rawValue !== last || performance.now() - seen > 4000)) {
          last = code.rawValue;
          seen = performance.now();
          await scanned(last);
        } else if (code) {
          seen = performance.now();
        }
      } catch (fault) {
        // a frame that could not be read; the next one comes
      }
      setTimeout(look, 150);
    };
    look();
  }

  function holder(ticket) {
    $("holder").hidden = false;
    if (ticket) $("holder-title").textContent = `Phiếu ${ticket.serial}`;
  }

  async function arrive() {
    const hash = location.hash.slice(1);
    if (hash) history.replaceState(null, "", location.pathname);
    if (hash.startsWith("m.")) {
      if (!state || state.secret !== hash.slice(2)) {
        if (state && state.queue.length && !confirm("Máy này còn lần quét chưa gửi về. Đổi sang buổi mới sẽ mất. Vẫn đổi?")) return;
        state = { secret: hash.slice(2), event: null, roster: {}, done: {}, queue: [], ahead: 0, station: "cua", net: "" };
        publicKey = null;
        save();
      }
      await sync();
      if (!state.event) {
        $("none").hidden = false;
        state = null;
        localStorage.removeItem(KEY);
      }
      return;
    }
    if (!hash) return;
    if (state && state.event) await scanned(hash);
    else holder(opened(hash));
  }

  $("station").addEventListener("change", () => {
    state.station = $("station").value;
    save();
    show("idle", "Sẵn sàng", "Quét mã, hoặc gõ bốn số.");
  });
  $("typed").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = $("digits").value.trim();
    $("digits").value = "";
    if (/^\d{4}$/.test(code)) byCode(code);
    else if (/^\d{5}$/.test(code) && state.roster[code]) take(Number(code));
    else show("warn", "Cần đủ bốn số", "Gõ lại bốn số trên phiếu.");
  });
  $("yes").addEventListener("click", () => asked && take(asked));
  $("no").addEventListener("click", () => {
    $("confirm").hidden = true;
    asked = null;
    show("idle", "Sẵn sàng", "Gõ lại bốn số, hoặc quét mã.");
  });
  $("walkin").addEventListener("submit", (event) => {
    event.preventDefault();
    const area = $("area").value;
    walkIn(area, area ? $("area").selectedOptions[0].textContent : "");
  });
  $("undo").addEventListener("click", undo);
  $("camera").addEventListener("click", camera);
  window.addEventListener("hashchange", arrive);
  window.addEventListener("online", sync);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      state = load();
      if (state) dress();
    }
  });

  if ("BarcodeDetector" in window && navigator.mediaDevices) $("camera").hidden = false;
  else $("hint").hidden = false;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/quet/worker.js", { scope: "/quet/" }).catch(() => {});
  if (state) dress();
  else if (!location.hash) $("none").hidden = false;
  arrive().then(() => {
    document.body.dataset.ready = "yes";
    if (state) {
      sync();
      setInterval(sync, 15000);
    }
  });
})();
