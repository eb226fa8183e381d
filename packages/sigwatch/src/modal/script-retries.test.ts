import { expect, it } from 'vitest';
import { scriptRetries } from './script-retries.js';

const script = `
import modal
app = modal.App("train")  # retries=9
USUAL = modal.Retries(
    max_retries=4,  # of 10
    backoff_coefficient=2.0,
)
DOC = """
@app.function(retries=7)
def no_function(): ...
"""

@app.function(gpu="H100", retries=3, timeout=3600)
@modal.concurrent(max_inputs=2)
def train(steps: int):
    pass

@app.function(
    image=modal.Image.debian_slim().pip_install("torch, retries=5"),
    retries=modal.Retries(max_retries=2, initial_delay=1.0),
)
async def evaluate(): ...

@app.cls(retries=USUAL)
class Trainer:
    @modal.method()
    def fit(self): ...

@app.function(retries=0)
def once(): ...

@app.function()
def plain(): ...

@app.function(retries=from_environment())
def worked_out(): ...

@app.local_entrypoint()
def main(): ...
`;

const of = (target?: string) => scriptRetries(script, target).map(({ name, retries }) => `${name} ${retries}`);

it('reads numbers, Retries and names of them, of the function that is asked for', () => {
  expect(scriptRetries(script, 'train')).toEqual([{ name: 'train', retries: 3, line: 13 }]);
  expect(of('evaluate')).toEqual(['evaluate 2']);
  expect(of('Trainer.fit')).toEqual(['Trainer 4']);
});

it('says nothing of what is not tried again, and of what only running would show', () => {
  for (const target of ['once', 'plain', 'worked_out']) expect(of(target)).toEqual([]);
});

it('reads all functions where the target is none of them, or none is named', () => {
  expect(of('main')).toEqual(['train 3', 'evaluate 2', 'Trainer 4']);
  expect(of()).toEqual(['train 3', 'evaluate 2', 'Trainer 4']);
});

it('ends with whatever text it is given', () => {
  for (const text of [
    '',
    '@app.function(',
    '@app.function(retries=1',
    "@app.function(retries='1')\ndef f(): ...",
    '"""',
    "'\\",
  ])
    expect(scriptRetries(text, 'f')).toEqual([]);
  expect(scriptRetries("x = 'it\n@app.function(retries=1)\ndef f(): ...", 'f')).toMatchObject([{ retries: 1 }]);
  expect(scriptRetries('A = B\nB = A\n@app.function(retries=A)\ndef f(): ...', 'f')).toEqual([]);
});
