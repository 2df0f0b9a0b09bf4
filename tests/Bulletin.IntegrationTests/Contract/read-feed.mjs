// Reads a feed of any format on standard input by the npm package feedsmith and prints what it says as JSON: the members of ReadFeed.

import { parseFeed } from 'feedsmith'

const joined = (texts) => (texts ?? []).join('|')

const readers = {
  atom: (feed) => ({
    title: feed.title.value,
    language: feed.xml?.lang,
    homePage: feed.links.find((link) => link.rel === 'alternate' && link.type === 'text/html').href,
    self: feed.links.find((link) => link.rel === 'self').href,
    entries: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      url: entry.links.find((link) => link.rel === 'alternate').href,
      title: entry.title.value,
      summary: entry.summary?.value,
      html: entry.content?.value,
      published: entry.published,
      updated: entry.updated,
      categories: joined(entry.categories?.map((category) => category.term)),
      author: entry.authors?.[0].name,
    })),
  }),
  rss: (feed) => ({
    title: feed.title,
    language: feed.language,
    homePage: feed.link,
    self: feed.atom.links.find((link) => link.rel === 'self').href,
    entries: (feed.items ?? []).map((item) => ({
      id: item.guid.value,
      url: item.link,
      title: item.title,
      summary: item.description,
      html: item.content?.encoded,
      published: new Date(item.pubDate).toISOString(),
      categories: joined(item.categories?.map((category) => category.name)),
      author: item.dc?.creators?.[0],
    })),
  }),
  json: (feed) => ({
    title: feed.title,
    language: feed.language,
    homePage: feed.home_page_url,
    self: feed.feed_url,
    entries: (feed.items ?? []).map((item) => ({
      id: item.id,
      url: item.url,
      title: item.title,
      summary: item.summary,
      html: item.content_html,
      published: item.date_published,
      updated: item.date_modified,
      categories: joined(item.tags),
      author: item.authors?.[0].name,
    })),
  }),
}

process.stdin.setEncoding('utf8')
let text = ''
for await (const piece of process.stdin) {
  text += piece
}

const { format, feed } = parseFeed(text)
console.log(JSON.stringify(readers[format](feed)))
