(function () {
  var me = document.currentScript, at = new URL(me.src), slug = at.pathname.split('/')[2];
  var frame = document.createElement('iframe'), page = new URL('/f/' + slug, at), here = new URLSearchParams(location.search);
  here.forEach(function (value, name) {
    if (/^(utm_(source|medium|campaign)|gclid|fbclid|src|course|name|lang)$/.test(name)) page.searchParams.set(name, value);
  });
  if (me.dataset.lang) page.searchParams.set('lang', me.dataset.lang);
  page.searchParams.set('landing', location.origin + location.pathname);
  if (document.referrer) page.searchParams.set('referrer', document.referrer.split('?')[0]);
  frame.src = page.href;
  frame.title = me.dataset.title || 'Enquiry form';
  frame.style.cssText = 'width:100%;border:0;display:block';
  frame.height = 700;
  addEventListener('message', function (e) {
    if (e.origin === at.origin && e.source === frame.contentWindow && e.data && e.data.firstbell === slug && e.data.height > 0) {
      frame.height = Math.min(Math.ceil(e.data.height), 10000);
    }
  });
  me.parentNode.insertBefore(frame, me.nextSibling);
})();
