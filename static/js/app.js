// Filled in a moment: the behaviour described in docs/components.md.
