"""Words become sound: engines behind one contract, the lexicon, and how numbers and names are said."""
