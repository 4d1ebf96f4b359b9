import { describe, expect, it } from 'vitest';
import { Parser } from './sse';

const stream = 'retry: 1000\n\nid: 7\nevent: change\ndata: {"enquiryId":1}\n\n: still here\n\nevent: reset\ndata: {}\n\n';
const told = [
  { id: '7', event: 'change', data: '{"enquiryId":1}' },
  { id: '7', event: 'reset', data: '{}' },
];

describe('Parser', () => {
  it('reads a stream in one piece', () => {
    expect(new Parser().feed(stream)).toEqual(told);
  });

  it('reads it however it is cut', () => {
    for (let size = 1; size < stream.length; size++) {
      const parser = new Parser();
      const seen = [];
      for (let at = 0; at < stream.length; at += size) seen.push(...parser.feed(stream.slice(at, at + size)));
      expect(seen).toEqual(told);
    }
  });

  it('reads CRLF, lines without a space, and data of many lines', () => {
    expect(new Parser().feed('event:a\r\ndata:1\r\ndata: 2\r\n\r\n')).toEqual([{ id: '', event: 'a', data: '1\n2' }]);
  });

  it('tells nothing of an event that has no data or no end', () => {
    expect(new Parser().feed('event: change\n\nid: 9\ndata: {}\n')).toEqual([]);
  });
});
