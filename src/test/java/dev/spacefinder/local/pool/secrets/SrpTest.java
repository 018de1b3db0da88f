package dev.spacefinder.local.pool.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.ObjectMapper;

/** SRP against sign-ins that pycognito computed; src/test/clients/srp-vectors.py made them. */
class SrpTest {

    private static final String POOL_NAME = "SpacesDev";

    record Vector(
            String username,
            String password,
            String salt,
            String b,
            String A,
            String verifier,
            String B,
            String key,
            String secretBlock,
            String timestamp,
            String signature) {

        @Override
        public String toString() {
            return username + " with salt " + salt;
        }
    }

    static List<Vector> vectors() throws IOException {
        try (var file = SrpTest.class.getResourceAsStream("srp-vectors.json")) {
            return List.of(new ObjectMapper().readValue(file, Vector[].class));
        }
    }

    @Test
    void hasVectorsWithBothFormsOfANumber() throws IOException {
        assertEquals(
                List.of(false, true),
                vectors().stream()
                        .map(v -> number(v.salt()).testBit(127))
                        .distinct()
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifierIsOfTheGroupAndTheHashOfTheModel(Vector vector) {
        assertEquals(
                number(vector.verifier()),
                Srp.verifier(POOL_NAME, vector.username(), vector.password(), number(vector.salt())));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void serversPublicNumberIsRight(Vector vector) {
        assertEquals(number(vector.B()), Srp.publicNumber(number(vector.verifier()), number(vector.b())));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void bothSidesDrawTheSameKey(Vector vector) {
        assertArrayEquals(
                HexFormat.of().parseHex(vector.key()),
                Srp.sessionKey(number(vector.A()), number(vector.B()), number(vector.verifier()), number(vector.b())));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signatureIsTheClients(Vector vector) {
        assertEquals(
                vector.signature(),
                Base64.getEncoder()
                        .encodeToString(Srp.signature(
                                HexFormat.of().parseHex(vector.key()),
                                POOL_NAME,
                                vector.username(),
                                Base64.getDecoder().decode(vector.secretBlock()),
                                vector.timestamp())));
    }

    @Test
    void refusesNumbersThatMakeTheKeyKnownToAnyone() {
        assertFalse(Srp.isAcceptable(BigInteger.ZERO));
        assertFalse(Srp.isAcceptable(Srp.N));
        assertFalse(Srp.isAcceptable(Srp.N.multiply(BigInteger.TEN)));
    }

    private static BigInteger number(String hexadecimal) {
        return new BigInteger(hexadecimal, 16);
    }
}
