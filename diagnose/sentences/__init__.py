"""Parts of the table of sentences, one for each further command: `messages.say` loads them when they are needed."""
