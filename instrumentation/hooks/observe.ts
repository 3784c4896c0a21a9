import { safely } from '../safely.ts'

/** How a call came out. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown }

/** Looks at a call before it is made; returns who is to be told how it came out. Whatever it throws stays here. */
export type Observer = (args: readonly unknown[], self: unknown) => ((outcome: Outcome) => void) | undefined

type Callable = (...args: unknown[]) => unknown

const WRAPPED = Symbol.for('@lifespan/instrumentation/wrapped')

/**
 * The same function, of which calls are observed: it takes the same, gives back the same, throws the same, has the same name and properties, and can be
 * called with `new`. One that is observed already is left as it is, whichever copy of the library did it.
 */
export function observed<F>(original: F, observer: Observer): F {
  if (typeof original !== 'function' || WRAPPED in original) return original
  return new Proxy(original as Callable, {
    apply: (target, self, args: unknown[]) => call(() => Reflect.apply(target, self, args), args, self, observer),
    has: (target, name) => name === WRAPPED || name in target,
  }) as F
}

function call(make: () => unknown, args: readonly unknown[], self: unknown, observer: Observer): unknown {
  let tell: ((outcome: Outcome) => void) | undefined
  safely(() => (tell = observer(args, self)))
  if (tell === undefined) return make()
  const told = (outcome: Outcome) => safely(() => tell!(outcome))
  try {
    const result = make()
    if (result instanceof Promise) return settled(result, told)
    told({ result })
    return result
  } catch (error) {
    told({ error })
    throw error
  }
}

/**
 * A promise that comes out as the one that it stands for. Whoever does not mind a rejection hears of it as before: a handler beside it would make it
 * one that is minded, or another one that is not.
 */
function settled(promise: Promise<unknown>, told: (outcome: Outcome) => void): Promise<unknown> {
  return promise.then(
    (result) => {
      told({ result })
      return result
    },
    (error: unknown) => {
      told({ error })
      throw error
    },
  )
}

/** Observes a method of an object or a class's prototype, where it is one. */
export function observeMethod(holder: unknown, name: string, observer: Observer): void {
  const methods = holder as Exports | null | undefined
  if (typeof methods?.[name] === 'function') methods[name] = observed(methods[name], observer)
}

/** What a module exports, by name. */
export type Exports = Record<string, unknown>

/**
 * What a module exports, with a function that is observed. That of ES modules can be changed where hooks saw it come; what else can't be changed (what
 * compilers make of `export`, a module that was required) is copied.
 */
export function observeExport(exports: Exports, name: string, observer: Observer): Exports {
  const original = exports[name]
  const value = observed(original, observer)
  if (value === original) return exports
  if (Reflect.set(exports, name, value) && exports[name] === value) return exports
  const descriptors = Object.getOwnPropertyDescriptors(exports)
  return Object.create(Object.getPrototypeOf(exports), {
    ...descriptors,
    [name]: { value, enumerable: true },
  }) as Exports
}
