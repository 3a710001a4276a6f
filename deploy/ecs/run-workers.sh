#!/usr/bin/env bash
# Starts N workers as tasks on Fargate, in as many calls as it takes: ECS starts at most ten in one.
#
#     CLUSTER=load SUBNETS=subnet-1,subnet-2 SECURITY_GROUP=sg-1 deploy/ecs/run-workers.sh 25
#
# Prints the tasks, one a line, for `aws ecs stop-task`. Fails where not all of them could be placed.
set -euo pipefail

workers=${1:?how many workers}
: "${CLUSTER:?}" "${SUBNETS:?}" "${SECURITY_GROUP:?}"
network="awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUP],assignPublicIp=${PUBLIC_IP:-DISABLED}}"

started=0
while [ "$started" -lt "$workers" ]; do
  count=$((workers - started < 10 ? workers - started : 10))
  tasks=$(aws ecs run-task --cluster "$CLUSTER" --launch-type FARGATE --task-definition "${TASK:-reprise-worker}" \
    --count "$count" --network-configuration "$network" --query 'tasks[].taskArn' --output text | tr '\t' '\n')
  placed=$(grep -c . <<<"$tasks" || true)
  [ -z "$tasks" ] || printf '%s\n' "$tasks"
  started=$((started + placed))
  if [ "$placed" -lt "$count" ]; then
    echo "Only $started of $workers workers could be placed: see the capacity and the quotas of the account." >&2
    exit 1
  fi
done
