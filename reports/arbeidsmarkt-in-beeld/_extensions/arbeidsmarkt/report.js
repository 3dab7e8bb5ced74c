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
  var said = document.createElement('p');
  said.className = 'hidden';
  said.setAttribute('role', 'status');
  document.querySelector('main').appendChild(said);
}());
