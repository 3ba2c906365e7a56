/** The page of a panel: a map's, or that of a ring or perf buffer, as the first message says. */
import type { Notice, ToPage } from '../messages';
import { make } from './dom';
import { EventsPage } from './events-page';
import { Host } from './host';
import { MapPage } from './map-page';

const host = new Host();
let map: MapPage | undefined;
let events: EventsPage | undefined;

/** Messages come from the extension alone: the page holds no frame, and what it is told is typed in one file. */
window.addEventListener('message', (event: MessageEvent<ToPage>) => take(event.data));
host.tell({ type: 'ready' });

function take(message: ToPage): void {
  switch (message.type) {
    case 'map-setup':
      if (map) map.setUp(message);
      else {
        map = new MapPage(host, message);
        document.body.replaceChildren(map.element);
      }
      break;
    case 'map-data':
      map?.take(message);
      break;
    case 'dropped':
      map?.tellDropped(message);
      break;
    case 'events-setup':
      if (events) events.setUp(message);
      else {
        events = new EventsPage(host, message);
        document.body.replaceChildren(events.element);
      }
      break;
    case 'events-data':
      events?.take(message);
      break;
    case 'notice':
      tell(message);
      break;
  }
}

/** Without a table, as in a panel that was restored, the notice is all there is. */
function tell(notice: Notice): void {
  const page = map ?? events;
  if (page) page.tell(notice);
  else document.body.replaceChildren(make('main', {}, make('p', { class: `notice ${notice.kind}` }, notice.text)));
}
