package dev.verbatim.demo.answer;

/** The wordings of one language, in markdown. Immutable; any thread. */
interface Voice {

    String greeting(Memory memory);

    String farewell(Memory memory);

    String thanks(Memory memory);

    String help(Memory memory);

    String about(Memory memory);

    String echo(Memory memory);

    String story(Memory memory);

    String nameGiven(Memory memory);

    String nameAsked(Memory memory);

    String count(Memory memory);

    String recall(Memory memory);

    String sum(Memory memory, Arithmetic.Sum sum);

    String code(Memory memory, CodeSample sample);

    /** Anything else: says what arrived, and claims no knowledge. */
    String topic(Memory memory);

    /** One sentence that shows that earlier messages were read; only when there are any. */
    String context(Memory memory);

    /** That the room's own instructions came along, and who would follow them; only where there are any. */
    String instructions(Memory memory);

    /** That this is a demo without a model, and how to set a key. */
    String disclosure(Memory memory);
}
