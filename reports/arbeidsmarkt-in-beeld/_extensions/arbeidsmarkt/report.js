// What the page can do besides being read; without this script everything is there all the same.
(function () {
  'use strict';
  var links = Array.prototype.slice.call(document.querySelectorAll('nav a[href^="#"]'));
  var sections = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });

  // the section that is being read, in the contents beside the text
  var current = null;
  function mark() {
    var now = -1;
    for (var i = 0; i < sections.length; i += 1) {
      if (sections[i] && sections[i].getBoundingClientRect().top <= window.innerHeight * 0.3) { now = i; }
    }
    var link = now < 0 ? null : links[now];
    if (link === current) { return; }
    if (current) { current.removeAttribute('aria-current'); }
    if (link) {
      link.setAttribute('aria-current', 'location');
      var list = link.closest('nav');
      if (list.scrollHeight > list.clientHeight) {
        var place = link.offsetTop - list.clientHeight / 2;
        list.scrollTop = place > 0 ? place : 0;
      }
    }
    current = link;
  }

  // back to the top, once there is a way to go
  var top = document.querySelector('.to-top');
  var waiting = false;
  function scrolled() {
    waiting = false;
    mark();
    if (top) { top.hidden = window.scrollY < window.innerHeight; }
  }
  window.addEventListener('scroll', function () {
    if (!waiting) { waiting = true; window.requestAnimationFrame(scrolled); }
  }, { passive: true });
  scrolled();

  var said = document.createElement('p');
  said.className = 'hidden';
  said.setAttribute('role', 'status');
  document.querySelector('main').appendChild(said);

  // the address of a figure or table, to paste into a message
  document.querySelectorAll('figure[id]').forEach(function (figure) {
    var tools = figure.querySelector('.tools');
    var label = figure.querySelector('figcaption .label');
    if (!tools || !label || !navigator.clipboard) { return; }
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Kopieer het adres van ' + label.textContent.trim().toLowerCase();
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(location.href.split('#')[0] + '#' + figure.id).then(function () {
        said.textContent = 'Het adres is gekopieerd.';
        button.classList.add('done');
        window.setTimeout(function () { button.classList.remove('done'); said.textContent = ''; }, 3000);
      });
    });
    tools.appendChild(button);
  });

  // the values of a chart: under the pointer or the finger, and with the arrow keys; they are the titles of its marks
  document.querySelectorAll('figure.chart .plot').forEach(function (plot) {
    var marks = [];
    plot.querySelectorAll('svg g title').forEach(function (title) {
      marks.push({ element: title.parentNode, text: title.textContent });
      title.remove(); // or browsers would show it a second time
    });
    if (!marks.length) { return; }
    var tip = document.createElement('div');
    var ring = document.createElement('div');
    tip.className = 'tip';
    ring.className = 'ring';
    tip.setAttribute('aria-hidden', 'true');
    [tip, ring].forEach(function (part) { part.hidden = true; plot.appendChild(part); });
    var at = -1;

    function hide() { tip.hidden = ring.hidden = true; at = -1; }
    function show(index) {
      at = index;
      var box = marks[index].element.getBoundingClientRect();
      var own = plot.getBoundingClientRect();
      var x = box.left + box.width / 2 - own.left;
      var y = box.top + box.height / 2 - own.top;
      tip.textContent = marks[index].text;
      tip.hidden = false;
      ring.hidden = box.width > 26 || box.height > 26; // a bar is seen without one
      ring.style.left = x + 'px';
      ring.style.top = y + 'px';
      var left = Math.max(0, Math.min(x - tip.offsetWidth / 2, own.width - tip.offsetWidth));
      var above = Math.min(y, box.top - own.top) - tip.offsetHeight - 10;
      tip.style.left = left + 'px';
      tip.style.top = (above < -own.top ? y + 14 : above) + 'px';
    }
    function nearest(event) {
      var best = -1;
      var least = Infinity;
      marks.forEach(function (mark, index) {
        var box = mark.element.getBoundingClientRect();
        var dx = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
        var dy = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
        if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = index; }
      });
      return best;
    }

    plot.addEventListener('pointermove', function (event) { show(nearest(event)); });
    plot.addEventListener('pointerdown', function (event) { show(nearest(event)); });
    plot.addEventListener('pointerleave', function (event) { if (event.pointerType === 'mouse') { hide(); } });
    document.addEventListener('pointerdown', function (event) { if (!plot.contains(event.target)) { hide(); } });

    var label = plot.closest('figure').querySelector('figcaption .label').textContent.trim();
    plot.tabIndex = 0;
    plot.setAttribute('role', 'group');
    plot.setAttribute('aria-label', label + ', waarden met de pijltoetsen');
    plot.addEventListener('blur', hide);
    plot.addEventListener('keydown', function (event) {
      var steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      var last = marks.length - 1;
      if (event.key === 'Escape') { hide(); return; }
      var to = event.key === 'Home' ? 0 : event.key === 'End' ? last : at < 0 && steps[event.key] < 0 ? last : at + steps[event.key];
      if (isNaN(to)) { return; }
      event.preventDefault();
      show(Math.max(0, Math.min(last, to)));
      said.textContent = marks[at].text;
    });
  });
}());
