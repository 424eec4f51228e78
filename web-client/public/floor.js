/* Runs in any browser of the last fifteen years, before and without the application. If the
   browser lacks what the application is built on, it says which browser to open, and hands
   over the link. Written in the oldest dialect on purpose; no markup is built from text. */
(function () {
  'use strict';

  function reachesTheFloor() {
    // toSorted came with Chromium 110, import maps with Safari 16.4, :has() with Firefox 121.
    return (
      typeof Array.prototype.toSorted === 'function' &&
      typeof HTMLScriptElement.supports === 'function' &&
      HTMLScriptElement.supports('importmap') &&
      CSS.supports('selector(:has(a))') &&
      typeof window.WebSocket === 'function'
    );
  }

  /* Some messengers open links in a view of their own that may not use camera or microphone. */
  function isSharedInsideAnApp() {
    var inApp = /MicroMessenger|DingTalk|Line\/|FBAN|FBAV|Instagram|KAKAOTALK|; wv\)/i.test(
      navigator.userAgent,
    );
    var canCapture = !!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
    return inApp && !canCapture;
  }

  var TEXTS = {
    en: [
      'Open this page in another browser',
      'This browser is too old for a meeting with sound and picture, or does not allow them. Your link still works: copy it and open it in one of these.',
      'Copy link',
      'Copied',
      'or newer',
    ],
    zh: [
      '请换用其他浏览器打开',
      '当前浏览器版本过低，或不允许使用音视频，无法参加会议。您的链接仍然有效：请复制链接，用下列浏览器打开。',
      '复制链接',
      '已复制',
      '或更高版本',
    ],
    ja: [
      '別のブラウザーで開いてください',
      'このブラウザーは古いか、音声と映像の使用が許可されていません。リンクは有効です。コピーして、次のいずれかで開いてください。',
      'リンクをコピー',
      'コピーしました',
      '以降',
    ],
    ko: [
      '다른 브라우저에서 열어 주십시오',
      '이 브라우저는 버전이 낮거나 음성과 영상을 허용하지 않습니다. 링크는 유효합니다. 복사하여 다음 브라우저 중 하나에서 열어 주십시오.',
      '링크 복사',
      '복사됨',
      '이상',
    ],
    de: [
      'Diese Seite in einem anderen Browser öffnen',
      'Dieser Browser ist für eine Sitzung mit Ton und Bild zu alt oder lässt sie nicht zu. Ihr Link gilt weiterhin: Kopieren Sie ihn und öffnen Sie ihn in einem dieser Browser.',
      'Link kopieren',
      'Kopiert',
      'oder neuer',
    ],
    fr: [
      'Ouvrir cette page dans un autre navigateur',
      'Ce navigateur est trop ancien pour une réunion avec son et image, ou ne les autorise pas. Votre lien reste valable : copiez-le et ouvrez-le dans l’un de ces navigateurs.',
      'Copier le lien',
      'Copié',
      'ou plus récent',
    ],
    es: [
      'Abra esta página en otro navegador',
      'Este navegador es demasiado antiguo para una reunión con sonido e imagen, o no los permite. Su enlace sigue siendo válido: cópielo y ábralo en uno de estos.',
      'Copiar el enlace',
      'Copiado',
      'o posterior',
    ],
    ru: [
      'Откройте страницу в другом браузере',
      'Этот браузер слишком старый для встречи со звуком и изображением или не разрешает их. Ваша ссылка действительна: скопируйте её и откройте в одном из этих браузеров.',
      'Скопировать ссылку',
      'Скопировано',
      'или новее',
    ],
    ar: [
      'افتح هذه الصفحة في متصفح آخر',
      'هذا المتصفح قديم أو لا يسمح بالصوت والصورة، فلا يصلح للاجتماع. رابطك ما زال صالحًا: انسخه وافتحه في أحد المتصفحات التالية.',
      'نسخ الرابط',
      'تم النسخ',
      'أو أحدث',
    ],
  };

  function add(parent, tag, text) {
    var element = document.createElement(tag);
    if (text) element.appendChild(document.createTextNode(text));
    parent.appendChild(element);
    return element;
  }

  function copy(field, done) {
    field.focus();
    field.select();
    try {
      if (document.execCommand('copy')) done();
    } catch (error) {
      /* The address stays selected, to be copied by hand. */
    }
  }

  function explain() {
    var language = String(navigator.language || 'en')
      .slice(0, 2)
      .toLowerCase();
    var text = TEXTS[language] || TEXTS.en;
    document.documentElement.lang = TEXTS[language] ? language : 'en';
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    var page = document.getElementById('app');
    page.className = 'floor';
    while (page.firstChild) page.removeChild(page.firstChild);
    add(page, 'h1', text[0]);
    add(page, 'p', text[1]);
    var list = add(page, 'ul');
    add(list, 'li', 'Chrome, Edge 110 ' + text[4]);
    add(list, 'li', 'Firefox 128 ' + text[4]);
    add(list, 'li', 'Safari 16.4 ' + text[4]);
    var field = add(page, 'input');
    field.readOnly = true;
    field.value = location.href;
    field.setAttribute('aria-label', text[2]);
    var button = add(page, 'button', text[2]);
    button.onclick = function () {
      copy(field, function () {
        button.firstChild.nodeValue = text[3];
      });
    };
  }

  if (!reachesTheFloor() || isSharedInsideAnApp()) {
    window.yunqiaoBelowFloor = true;
    explain();
  }
})();
