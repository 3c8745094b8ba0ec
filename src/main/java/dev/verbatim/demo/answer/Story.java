package dev.verbatim.demo.answer;

import java.util.List;

/** A story of about 300 tokens: long enough to press stop, or to reload in the middle. One frame, its details vary. */
record Story(String frame, List<String> heroes, List<String> carriers, List<String> sights) {

    static final Story ENGLISH = new Story(
            """
            ## %1$s and the %2$s

            Once, at the end of a long valley, there was a post office so small that its door was also its window. \
            %1$s worked there alone. Every evening a %2$s stopped outside, and every evening it brought exactly one letter.

            The rule of the house was simple, and it hung on the wall in careful writing:

            - every word is carried **once**
            - no word is carried **out of order**
            - and a letter that was begun is always brought to an **end**

            One night a storm came down from the hills. The lamp went out, the bridge went with the river, and the letter in \
            the bag was torn in the middle of a sentence. "We could guess the rest," said the %2$s. "Nobody would notice."

            %1$s thought about it for as long as it takes to light a lamp again. "Somebody always notices," %1$s said. \
            "We will deliver the half we have, and write beneath it that it is a half. Then we will go back for the other."

            So they went, step by step, along the old road, past %3$s, until they found the missing page under a stone, \
            dry as on the day it was written. In the morning both halves lay on the right table, in the right order, \
            and the reader never knew how far the words had walked.

            *That is why, in that valley, people still say of a thing that can be trusted: it came verbatim.*""",
            List.of("Mina", "Oskar", "Juniper", "Theo"),
            List.of("mail coach", "night train", "grey donkey", "paper balloon"),
            List.of("the mill that turns backwards", "seven sleeping geese", "a well that answers questions"));

    static final Story KOREAN = new Story(
            """
            ## %1$s와 %2$s

            옛날, 긴 골짜기 끝에 아주 작은 우체국이 있었어요. 얼마나 작은지 문이 곧 창문이었답니다. 그곳에서 %1$s가 혼자 일하고 있었지요. \
            저녁마다 문 앞에 %2$s가 멈춰 섰고, 저녁마다 꼭 한 통의 편지가 도착했어요.

            벽에는 또박또박 적힌 규칙이 걸려 있었어요.

            - 모든 말은 **한 번만** 전한다
            - 어떤 말도 **순서를 바꾸지** 않는다
            - 시작한 편지는 반드시 **끝을 맺는다**

            어느 밤, 산에서 폭풍이 내려왔어요. 등불이 꺼지고, 다리가 강물에 떠내려가고, 가방 속 편지는 문장 한가운데에서 찢어지고 말았어요. \
            “나머지는 지어내면 어때? 아무도 모를 거야.” 바람이 속삭였지요.

            등불을 다시 켤 만큼의 시간 동안 곰곰이 생각한 끝에 대답이 돌아왔어요. “누군가는 꼭 알게 돼. 우리가 가진 절반을 전하고, \
            그 아래에 절반이라고 적어 두자. 그리고 나머지 절반을 찾으러 가는 거야.”

            그래서 오래된 길을 따라 한 걸음씩, %3$s을 지나 걷고 또 걸었어요. 마침내 돌 밑에서 잃어버린 한 장을 찾았는데, \
            처음 쓰인 날처럼 보송보송했답니다. 아침이 되자 두 조각은 제자리에, 제 순서대로 놓여 있었고, 읽는 사람은 그 말들이 \
            얼마나 먼 길을 걸어왔는지 끝내 알지 못했어요.

            *그래서 그 골짜기 사람들은 지금도 믿을 만한 것을 두고 이렇게 말한대요. “한 글자도 빠짐없이 왔구나.”*""",
            List.of("미나", "보리", "소미", "두리"),
            List.of("우편 마차", "밤 기차", "회색 당나귀", "종이 나비"),
            List.of("거꾸로 도는 물레방앗간", "잠든 거위 일곱 마리의 집", "묻는 말에 대답하는 우물"));

    String tell(Variety variety) {
        return frame.formatted(
                variety.pick("hero", heroes), variety.pick("carrier", carriers), variety.pick("sight", sights));
    }
}
