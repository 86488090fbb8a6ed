/* What a reader does on the map: zoom and pan, hover, touch, arrows. carte.js draws the map and calls attach once. */
(function () {
  'use strict';

  const MAX_ZOOM = 16;
  const ZOOM_STEP = 1.6;
  const DRAG_PX = 4; // below, a press is a click
  const ARROWS = { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 }; // order of `near` in the map file

  // ---- view: zoom and pan -------------------------------------------------------------------------------------------

  function fit(map) {
    const wide = map.frame.clientWidth || 1;
    const high = map.frame.clientHeight || 1;
    // Map units a pixel, everything in sight.
    const unit = Math.max((map.layer.w + 2 * map.pad) / wide, (map.layer.h + 2 * map.pad) / high);
    return { wide, high, unit: unit / map.zoom, w: wide * unit, h: high * unit };
  }

  function view(map) {
    const { wide, high, unit, w, h } = fit(map);
    const shown = { w: wide * unit, h: high * unit };
    const bound = (at, size, room, all) => Math.min(Math.max(at, (all - room + size) / 2), (all + room - size) / 2);
    map.x = bound(map.x, shown.w, w, map.layer.w);
    map.y = bound(map.y, shown.h, h, map.layer.h);
    map.box = { x: map.x - shown.w / 2, y: map.y - shown.h / 2, unit, wide, high };
    map.svg.setAttribute('viewBox', [map.box.x, map.box.y, shown.w, shown.h].map((n) => n.toFixed(2)).join(' '));
    for (const pattern of map.patterns) pattern.setAttribute('patternTransform', 'scale(' + unit.toFixed(4) + ')');
    map.frame.classList.toggle('carte-zoomee', map.zoom > 1);
    map.buttons[0].disabled = map.zoom >= MAX_ZOOM;
    map.buttons[1].disabled = map.buttons[2].disabled = map.zoom <= 1;
    scaleBar(map, unit);
    if (map.current >= 0) place(map, map.layer.c[map.current]);
    if (map.point >= 0) place(map, spot(map, map.point));
  }

  function scaleBar(map, unit) {
    const metres = map.layer.unit * unit; // a pixel
    let length = 100;
    for (let power = 100; power <= 1e5; power *= 10) {
      for (const step of [1, 2, 5]) if ((step * power) / metres <= 110) length = step * power;
    }
    map.bar.style.width = (length / metres).toFixed(0) + 'px';
    map.bar.textContent = length >= 1000 ? length / 1000 + '\u00a0km' : length + '\u00a0m';
  }

  /* Multiplies the zoom, keeping a point of the map where it is on screen; 0 comes back to the whole map. */
  function zoomBy(map, factor, point) {
    const before = map.zoom;
    map.zoom = Math.min(Math.max(before * factor, 1), MAX_ZOOM);
    const keep = point || (map.current >= 0 ? { x: map.layer.c[map.current][0], y: map.layer.c[map.current][1] } : map);
    map.x = keep.x + ((map.x - keep.x) * before) / map.zoom;
    map.y = keep.y + ((map.y - keep.y) * before) / map.zoom;
    // A button that disables itself under the finger would send the keyboard back to the top of the page.
    if (map.zoom === 1 || map.zoom === MAX_ZOOM) {
      const used = map.buttons.indexOf(document.activeElement);
      if (used >= 0) map.frame.focus({ preventScroll: true });
    }
    view(map);
  }

  function toMap(map, event) {
    const edge = map.frame.getBoundingClientRect();
    const { x, y, unit } = map.box;
    return { x: x + (event.clientX - edge.left) * unit, y: y + (event.clientY - edge.top) * unit };
  }

  // ---- showing a territory ------------------------------------------------------------------------------------------

  function mark(map, which, i) {
    for (const path of map.marks[which]) path.setAttribute('d', i >= 0 ? map.layer.d[i] : '');
  }

  function words(map, i) {
    map.tipName.textContent = map.layer.names[i];
    map.tipValue.textContent = map.payload.v[i];
  }

  function place(map, at) {
    const x = (at[0] - map.box.x) / map.box.unit;
    const y = (at[1] - map.box.y) / map.box.unit;
    const { offsetWidth, offsetHeight } = map.tip;
    const left = Math.min(Math.max(x - offsetWidth / 2, 4), map.box.wide - offsetWidth - 4);
    const above = y - offsetHeight - 14;
    map.tip.style.left = left.toFixed(0) + 'px';
    map.tip.style.top = (above < 4 ? Math.min(y + 18, map.box.high - offsetHeight - 4) : above).toFixed(0) + 'px';
  }

  function show(map, i, options) {
    if (i < 0 || !map.layer.c[i]) return hide(map, options);
    leavePoint(map);
    const changed = i !== map.current;
    map.current = i;
    if (changed) {
      mark(map, 1, i);
      words(map, i);
      map.tip.hidden = false;
    }
    if (options.reveal) reveal(map, map.layer.c[i]);
    place(map, options.at || map.layer.c[i]);
    if (changed && options.speak) map.live.textContent = map.layer.names[i] + '\u202f: ' + map.payload.v[i];
    if (changed && !options.quiet) tell(map, map.layer.ids[i]);
    return undefined;
  }

  function hide(map, options) {
    leavePoint(map);
    if (map.current < 0) return;
    map.last = map.current;
    map.current = -1;
    mark(map, 1, -1);
    map.tip.hidden = true;
    if (!(options && options.quiet)) tell(map, null);
  }

  function reveal(map, [x, y]) {
    const { box } = map;
    const inside = x > box.x && y > box.y && x < box.x + box.wide * box.unit && y < box.y + box.high * box.unit;
    if (!inside) {
      map.x = x;
      map.y = y;
      view(map);
    }
  }

  function tell(map, code) {
    document.dispatchEvent(new CustomEvent('territoire:survol', { detail: { code, source: map.el.id } }));
  }

  // The keyboard comes back to the map that it chose a territory on, once the page has drawn it again.
  const BACK_MS = 10000;
  let left = { id: '', at: 0 };

  function open(map, i) {
    if (map.frame.contains(document.activeElement)) left = { id: map.el.id, at: Date.now() };
    window.dash_clientside.set_props(map.payload.opens || 'carte-ouverture', { data: { code: map.layer.ids[i], at: Date.now() } });
  }

  // ---- showing a point above the territories ------------------------------------------------------------------------

  function spot(map, p) {
    return [map.payload.points[p].x, map.payload.points[p].y];
  }

  function showPoint(map, p, options) {
    if (p !== map.point) {
      hide(map);
      map.point = p;
      map.points.children[p].classList.add('carte-point-survol');
      map.tipName.textContent = map.payload.points[p].name;
      map.tipValue.textContent = map.payload.points[p].text;
      map.tip.hidden = false;
      map.live.textContent = map.tipName.textContent + '\u202f: ' + map.tipValue.textContent;
    }
    if (options.reveal) reveal(map, spot(map, p));
    place(map, spot(map, p));
  }

  function leavePoint(map) {
    if (map.point < 0) return;
    map.points.children[map.point].classList.remove('carte-point-survol');
    map.point = -1;
    map.tip.hidden = true;
  }

  /* The next point in their order, or the one before; the first one when none is shown. */
  function nextPoint(map, step) {
    const count = map.points.children.length;
    if (count) showPoint(map, map.point < 0 ? 0 : (map.point + step + count) % count, { reveal: true });
  }

  // ---- listening ----------------------------------------------------------------------------------------------------

  function at(event) {
    const shape = event.target.closest('[data-i]');
    return shape ? Number(shape.dataset.i) : -1;
  }

  function pointAt(event) {
    const shape = event.target.closest('[data-p]');
    return shape ? Number(shape.dataset.p) : -1;
  }

  function start(map) {
    if (map.selected >= 0 && map.layer.c[map.selected]) return map.selected;
    if (map.last >= 0) return map.last;
    const far = (point) => (point ? Math.hypot(point[0] - map.layer.w / 2, point[1] - map.layer.h / 2) : Infinity);
    return map.layer.c.reduce((best, point, i) => (far(point) < far(map.layer.c[best]) ? i : best), 0);
  }

  function onKey(map, event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const speak = { speak: true, reveal: true };
    const from = map.current >= 0 ? map.current : start(map);
    const drawn = map.layer.ids.map((code, i) => i).filter((i) => map.layer.c[i]);
    if (event.key in ARROWS) {
      const next = map.layer.near[from][ARROWS[event.key]];
      show(map, map.current < 0 || next < 0 ? from : next, speak);
    } else if (event.key === 'Home') show(map, drawn[0], speak);
    else if (event.key === 'End') show(map, drawn[drawn.length - 1], speak);
    else if (event.key === 'Enter' || event.key === ' ') {
      if (map.current >= 0) open(map, map.current);
    } else if (event.key === 'Escape') hide(map);
    else if (event.key === '+' || event.key === '=') zoomBy(map, ZOOM_STEP);
    else if (event.key === '-') zoomBy(map, 1 / ZOOM_STEP);
    else if (event.key === '0') zoomBy(map, 0);
    else if (event.key === 'p' || event.key === 'P') nextPoint(map, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  function onMove(map, event) {
    const before = map.pressed.get(event.pointerId);
    if (before && event.buttons) {
      const others = [...map.pressed.values()];
      const now = { x: event.clientX, y: event.clientY, first: before.first };
      if (others.length === 2) {
        const other = others.find((pointer) => pointer !== before);
        const apart = (pointer) => Math.hypot(pointer.x - other.x, pointer.y - other.y) || 1;
        map.moved = true;
        const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
        zoomBy(map, apart(now) / apart(before), toMap(map, middle));
      } else if (map.zoom > 1 && (map.moved || Math.hypot(now.x - now.first.x, now.y - now.first.y) > DRAG_PX)) {
        map.moved = true;
        map.frame.setPointerCapture(event.pointerId);
        map.x -= (now.x - before.x) * map.box.unit;
        map.y -= (now.y - before.y) * map.box.unit;
        view(map);
      }
      map.pressed.set(event.pointerId, now);
      if (map.moved) return;
    }
    if (event.pointerType === 'touch') return; // a finger shows on its first tap
    if (pointAt(event) >= 0) {
      showPoint(map, pointAt(event), {});
      return;
    }
    const point = toMap(map, event);
    show(map, at(event), { at: [point.x, point.y], speak: true });
  }

  function attach(map) {
    const { frame } = map;
    const factors = [ZOOM_STEP, 1 / ZOOM_STEP, 0];
    map.buttons.forEach((button, rank) => button.addEventListener('click', () => zoomBy(map, factors[rank])));
    frame.addEventListener('pointerdown', (event) => {
      if (!map.pressed.size) map.moved = false;
      map.finger = event.pointerType === 'touch';
      const here = { x: event.clientX, y: event.clientY };
      map.pressed.set(event.pointerId, { ...here, first: here });
    });
    frame.addEventListener('pointermove', (event) => onMove(map, event));
    for (const name of ['pointerup', 'pointercancel', 'pointerleave']) {
      frame.addEventListener(name, (event) => map.pressed.delete(event.pointerId));
    }
    frame.addEventListener('pointerleave', (event) => {
      if (event.pointerType !== 'touch') hide(map);
    });
    frame.addEventListener('click', (event) => {
      const i = at(event);
      if (map.moved) return;
      if (pointAt(event) >= 0) showPoint(map, pointAt(event), {});
      else if (i < 0) hide(map);
      else if (map.finger && i !== map.current) show(map, i, { speak: true });
      else open(map, i);
    });
    frame.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return; // the page scrolls; Ctrl, or a pinch on a touchpad, zooms
      event.preventDefault();
      zoomBy(map, Math.exp(-event.deltaY / 300), toMap(map, event));
    }, { passive: false });
    frame.addEventListener('keydown', (event) => onKey(map, event));
    frame.addEventListener('focus', () => {
      if (frame.matches(':focus-visible')) show(map, start(map), { speak: true, reveal: true });
    });
    frame.addEventListener('blur', () => hide(map));
    new ResizeObserver(() => view(map)).observe(frame);
    view(map);
    if (left.id === map.el.id && Date.now() - left.at < BACK_MS) {
      left = { id: '', at: 0 };
      window.setTimeout(() => frame.focus()); // once it has its figures
    }
  }

  window.carteGestes = { attach, view, mark, words, show };
})();
