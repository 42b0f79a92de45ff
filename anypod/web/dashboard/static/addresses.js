// Where things are on this page, and which addresses of sources may become links.

export const toFeed = (name) => `#/feeds/${encodeURIComponent(name)}`;
export const toEdit = (name) => `${toFeed(name)}/edit`;
export const toDownload = (feed, id) => `${toFeed(feed)}/downloads/${encodeURIComponent(id)}`;

// A source may say anything; only the web's own addresses are followed.
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
