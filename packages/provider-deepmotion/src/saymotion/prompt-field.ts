import * as z from 'zod'
import { promptProblem } from './prompt-problem.ts'

const PROMPT = 'Must be a text of 1 to 2000 characters.'

/** A prompt, wherever an operation takes one: one line, 1 to 2000 characters once the blanks around it are off. */
export const promptField = (description: string) =>
  z
    .string(PROMPT)
    .trim()
    .min(1, PROMPT)
    .max(2000, PROMPT)
    .superRefine((text, issues) => {
      const problem = promptProblem(text)
      if (problem !== null) issues.addIssue(`${problem}.`)
    })
    .describe(description)
