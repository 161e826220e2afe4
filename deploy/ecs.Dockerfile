# What a task of ecs-fargate.yml runs: the image, with the configuration and the authorities of RDS's certificates,
# which Node.js does not know. A change of the configuration is a new image, so going back brings both back.
#   docker build -t gluewarden . && docker build -t REGISTRY/gluewarden:TAG -f deploy/ecs.Dockerfile .
FROM gluewarden
ADD --chmod=444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /etc/rds/global-bundle.pem
COPY --chmod=444 gluewarden.yaml /etc/gluewarden/gluewarden.yaml
ENV GLUEWARDEN_CONFIG=/etc/gluewarden/gluewarden.yaml
