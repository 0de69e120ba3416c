import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const NODE =
  /(?<![\w$.'"`-])(?:Buffer|setImmediate|__dirname|require\()|\bprocess\.(?:env|nextTick|browser)\b|\bglobal\.|\bfrom ?["'`]node:/;

describe('what browsers load', () => {
  const files = globSync(['dist/*.js', 'dist/{chunks,modules}/*.js'], { exclude: ['dist/server.js'] });

  it('is there', () => assert.ok(files.length >= 10, files.join()));

  for (const file of files) {
    it(`has nothing of Node in ${file.replace(/-[\w-]{8}\.js$/, '')}`, () => {
      const found = NODE.exec(readFileSync(file, 'utf8'));
      assert.equal(found && found.input.slice(found.index - 40, found.index + 40), null);
    });
  }

  it('makes no code of text, and writes no HTML of its own', () => {
    for (const file of files) {
      assert.doesNotMatch(
        readFileSync(file, 'utf8'),
        /(?<![\w$.])eval\(|new Function\(|document\.write/,
        file,
      );
    }
  });

  it('has a source map beside each file that holds code', () => {
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      if (text.length > 2_000) assert.match(text, /\/\/# sourceMappingURL=\S+\.js\.map\s*$/, file);
    }
  });
});
