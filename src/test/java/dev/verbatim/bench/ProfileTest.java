package dev.verbatim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
    private static final int LARGE = 4 << 20;

    private long sum;

    @Test
    void namesWhoAllocatedWhat(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("test.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
            recording.start();
            for (int i = 0; i < 50; i++) {
                allocate();
            }
            recording.stop();
            recording.dump(file);
        }

        HotSpots threads = new HotSpots();
        threads.add("eventloop", 3);
        threads.add("C2 CompilerThre", 1);

        Profile profile = Profile.read(file);

        assertThat(sum).isEqualTo(50L * LARGE);
        List<String> lines = profile.lines(threads);
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("C2 CompilerThre +25\\.0 %"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains(" in ProfileTest.allocate "));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains(" for ProfileTest.allocate "));
    }

    private void allocate() {
        sum += new byte[LARGE].length;
    }
}
