# The gateway's image. Without a container engine: scripts/image does what the first stage does, --run starts the result as the second says.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY pom.xml ./
COPY .mvn .mvn
COPY scripts scripts
COPY conf conf
COPY src/main src/main
RUN ./scripts/image /image

FROM eclipse-temurin:25-jre-noble
# Libraries change rarely and are a layer of their own.
COPY --from=build /image/lib /opt/verbatim/lib
COPY --from=build /image/verbatim.jar /opt/verbatim/verbatim.jar
RUN install -d -o 10001 -g 10001 -m 700 /data
ENV VERBATIM_DATA_DIR=/data VERBATIM_HTTP_HOST=0.0.0.0 VERBATIM_OPS_HOST=0.0.0.0 VERBATIM_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-jar", "/opt/verbatim/verbatim.jar", "health"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-jar", "/opt/verbatim/verbatim.jar"]
