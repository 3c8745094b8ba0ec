package dev.verbatim.door;

import dev.verbatim.testing.Jwt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tokens as attackers make them: everything right but the key, or a header that talks the verifier into another one. */
final class ForgedTokens {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int ES256_BYTES = 64;
    private static final int LONG_KID = 2_000;

    private final JsonObject claims = Jwt.claims("ada", Jwt.inMinutes(5));
    private final Map<String, String> all = new LinkedHashMap<>();

    private ForgedTokens() {}

    /**
     * All of them, by what is wrong.
     *
     * @param trap where a verifier that follows headers would look for a key
     */
    static Map<String, String> all(String trap) {
        try {
            ForgedTokens forged = new ForgedTokens();
            forged.addUnsigned();
            forged.addGuessedKeys();
            forged.addKeyIds();
            forged.addOtherAlgorithms();
            forged.addOwnKeys(trap);
            return forged.all;
        } catch (GeneralSecurityException | IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addUnsigned() {
        for (String none : new String[] {"none", "None", "NONE", "nOnE", "none ", "n\u043ene", "", "null"}) {
            String token = Jwt.unsigned(Jwt.header(none), claims);
            all.put("alg '" + none + "'", token);
            all.put("alg '" + none + "', two parts", token.substring(0, token.length() - 1));
            all.put("alg '" + none + "', signed", token + Jwt.part(new byte[32]));
        }
        all.put("no alg", Jwt.signed(new JsonObject().put("typ", "JWT"), claims, Jwt.SECRET));
        all.put("alg null", Jwt.signed(Jwt.header("").putNull("alg"), claims, Jwt.SECRET));
        all.put("alg a list", Jwt.signed(Jwt.header("").put("alg", new JsonArray().add("HS256")), claims, Jwt.SECRET));
        all.put("alg in lower case", Jwt.signed(Jwt.header("hs256"), claims, Jwt.SECRET));
        all.put("HS256 without a signature", Jwt.unsigned(Jwt.header("HS256"), claims));
    }

    private void addGuessedKeys() {
        for (String key :
                new String[] {"\0", "secret", "changeit", Jwt.SECRET + " ", Jwt.SECRET.toUpperCase(Locale.ROOT)}) {
            all.put("key '" + key + "'", Jwt.signed(Jwt.header("HS256"), claims, key));
        }
    }

    /** Each with the key that a verifier would find where the {@code kid} points to. */
    private void addKeyIds() throws IOException {
        byte[] settings = Files.readAllBytes(Path.of("conf", "verbatim.yaml"));
        byte[] nothing = {0};
        byte[] evil = "evil".getBytes(StandardCharsets.UTF_8);
        addKid("/dev/null", nothing);
        addKid("../../../../../../../../dev/null", nothing);
        addKid("file:///dev/null", nothing);
        addKid("/dev/null\0.pem", nothing);
        addKid("conf/verbatim.yaml", settings);
        addKid("./conf/verbatim.yaml", settings);
        addKid("' UNION SELECT 'evil' -- ", evil);
        addKid("'; drop table messages; --", evil);
        addKid("$(echo evil)", evil);
        addKid("evil", evil);
        addKid("", evil);
        addKid("k".repeat(LONG_KID), evil);
        all.put("kid an object", signedWith(Jwt.header("HS256").put("kid", new JsonObject().put("k", "evil")), evil));
        all.put("kid a number", signedWith(Jwt.header("HS256").put("kid", 1), evil));
    }

    private void addKid(String kid, byte[] key) {
        all.put("kid '" + kid + "'", signedWith(Jwt.header("HS256").put("kid", kid), key));
    }

    private String signedWith(JsonObject header, byte[] key) {
        return Jwt.signed(header.encode(), claims.encode(), key);
    }

    private void addOtherAlgorithms() throws GeneralSecurityException {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair ec = curve.generateKeyPair();
        String content = Jwt.part(Jwt.header("ES256").encode()) + "." + Jwt.part(claims.encode());
        all.put("ES256", signedBy("SHA256withECDSAinP1363Format", ec.getPrivate(), Jwt.header("ES256")));
        all.put("ES256 of zeros", content + "." + Jwt.part(new byte[ES256_BYTES]));
        KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        all.put("EdDSA", signedBy("Ed25519", ed.getPrivate(), Jwt.header("EdDSA")));
        for (String other : new String[] {"HS384", "HS512", "RS256", "PS256", "HS1", "dir", "A128KW"}) {
            all.put(other + " with the secret", Jwt.signed(Jwt.header(other), claims, Jwt.SECRET));
        }
    }

    /** Signed with a key that the token brings itself, or names the place of. */
    private void addOwnKeys(String trap) throws GeneralSecurityException, IOException, InterruptedException {
        KeyStore store = selfSigned();
        PrivateKey key = (PrivateKey) store.getKey("own", PASSWORD);
        byte[] certificate = store.getCertificate("own").getEncoded();
        RSAPublicKey shown = (RSAPublicKey) store.getCertificate("own").getPublicKey();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(shown.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        JsonObject jwk = new JsonObject().put("kty", "RSA").put("alg", "RS256").put("kid", "own");
        jwk.put("n", Jwt.part(shown.getModulus().toByteArray()))
                .put("e", Jwt.part(shown.getPublicExponent().toByteArray()));
        JsonArray chain = new JsonArray().add(Base64.getEncoder().encodeToString(certificate));

        addPublicKey("public key as PEM", pem.getBytes(StandardCharsets.US_ASCII), chain);
        addPublicKey("public key as trimmed PEM", pem.strip().getBytes(StandardCharsets.US_ASCII), chain);
        addPublicKey("public key as DER", shown.getEncoded(), chain);
        addPublicKey("public key's modulus", shown.getModulus().toByteArray(), chain);
        for (String header : new String[] {"jku", "x5u"}) {
            String place = trap + "/" + header;
            all.put(
                    header + " and RS256",
                    rs256(key, new JsonObject().put(header, place).put("kid", "own")));
            all.put(header + " and HS256", signedWith(Jwt.header("HS256").put(header, place), evilKey()));
            all.put(header + " and none", Jwt.unsigned(Jwt.header("none").put(header, place), claims));
        }
        all.put("jwk and RS256", rs256(key, new JsonObject().put("jwk", jwk)));
        all.put("x5c and RS256", rs256(key, new JsonObject().put("x5c", chain)));
        JsonObject octets =
                new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", Jwt.part(evilKey()));
        all.put("jwk and HS256", signedWith(Jwt.header("HS256").put("jwk", octets), evilKey()));
    }

    private void addPublicKey(String name, byte[] key, JsonArray chain) {
        all.put("HS256 with the " + name, signedWith(Jwt.header("HS256"), key));
        all.put(
                "HS256 with the " + name + " and x5c",
                signedWith(Jwt.header("HS256").put("x5c", chain), key));
    }

    private String rs256(PrivateKey key, JsonObject more) throws GeneralSecurityException {
        return signedBy("SHA256withRSA", key, Jwt.header("RS256").mergeIn(more));
    }

    private String signedBy(String algorithm, PrivateKey key, JsonObject header) throws GeneralSecurityException {
        String content = Jwt.part(header.encode()) + "." + Jwt.part(claims.encode());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Jwt.part(signature.sign());
    }

    static byte[] evilKey() {
        return "a key of the attacker's own choice".getBytes(StandardCharsets.US_ASCII);
    }

    /** A key and its certificate, as the JDK's own tool makes them. */
    private static KeyStore selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "key-")
                .resolve("own.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=own",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!made.waitFor(1, TimeUnit.MINUTES) || made.exitValue() != 0) {
            throw new IllegalStateException(said);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }
}
