/* A worker that counts for a page. In the background a browser lets the timers of a page run once a
   minute, which the service takes for silence; those of a worker go on. */
'use strict';

self.onmessage = function (event) {
  setInterval(function () {
    self.postMessage(null);
  }, event.data);
};
